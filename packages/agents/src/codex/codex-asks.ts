import type { AgentEvent, PermissionDecision, PermissionDetails, ToolKind } from '@parley/conversation'
import type { JsonObject } from '@parley/wire'
import { boundedUpdate, commandWords, oneLine } from './codex-words.js'
import { isOutsideOf, shownPath } from './folder-paths.js'
import type { CodexRequest } from './decode-codex-message.js'
import type { CodexChange, CodexPermissions, CodexQuestion } from './codex-schemas.js'

export type PermissionAsked = Omit<
  Extract<AgentEvent, { readonly type: 'permission-requested' }>,
  'type' | 'permissionId'
>

/** What is to be done about a request of Codex. */
export type CodexAsk =
  | {
      readonly kind: 'permission'
      readonly asked: PermissionAsked
      readonly replies: Readonly<Record<PermissionDecision, JsonObject>>
    }
  | { readonly kind: 'questions'; readonly questions: readonly CodexQuestion[] }
  /** Answered without anybody; `told` is for the user's screen. */
  | { readonly kind: 'settled'; readonly result: JsonObject; readonly told?: string }
  | { readonly kind: 'refused'; readonly message: string }

export interface AskContext {
  readonly workingDirectory: string
  readonly nowMs: number
  /** Of an item that has begun; undefined when it is not known. */
  readonly changesOf: (itemId: string) => readonly CodexChange[] | undefined
}

const decisions = { granted: { decision: 'accept' }, denied: { decision: 'decline' } }
const legacyDecisions = {
  granted: { decision: 'approved' },
  denied: { decision: { denied: { rejection: 'The user has denied this.' } } },
}

/** A request of Codex → who answers it, and with what. Nothing is ever granted for longer than this once. */
export function toAsk(request: CodexRequest, context: AskContext): CodexAsk {
  switch (request.method) {
    case 'item/commandExecution/requestApproval':
      return { kind: 'permission', asked: commandAsked(request.params, context), replies: decisions }
    case 'item/fileChange/requestApproval': {
      const { itemId, reason, grantRoot } = request.params
      const asked = changesAsked(context.changesOf(itemId), grantRoot, reason, context)
      return { kind: 'permission', asked, replies: decisions }
    }
    case 'item/permissions/requestApproval': {
      const { permissions, reason, cwd } = request.params
      return {
        kind: 'permission',
        asked: permissionsAsked(permissions, reason, cwd, context),
        replies: {
          granted: { permissions: grantedOf(permissions), scope: 'turn' },
          denied: { permissions: {}, scope: 'turn' },
        },
      }
    }
    case 'execCommandApproval': {
      const { command, cwd, reason } = request.params
      const asked = commandAsked({ command: command.join(' '), cwd, reason }, context)
      return { kind: 'permission', asked, replies: legacyDecisions }
    }
    case 'applyPatchApproval': {
      const changes = Object.entries(request.params.fileChanges).map(([path, { type = 'update' }]) => ({
        ...{ path, kind: { type, move_path: undefined }, diff: '' },
      }))
      const { grantRoot, reason } = request.params
      return { kind: 'permission', asked: changesAsked(changes, grantRoot, reason, context), replies: legacyDecisions }
    }
    case 'item/tool/requestUserInput': {
      const { questions } = request.params
      return questions.length === 0 ? { kind: 'settled', result: { answers: {} } } : { kind: 'questions', questions }
    }
    case 'mcpServer/elicitation/request':
      return elicitationAsk(request.params)
    case 'currentTime/read':
      return { kind: 'settled', result: { currentTimeAt: Math.floor(context.nowMs / 1000) } }
    case 'unknown':
      return { kind: 'refused', message: `${request.params.name} is refused: ${request.params.why}` }
  }
}

interface CommandParams {
  readonly command?: string | undefined
  readonly cwd?: string | undefined
  readonly reason?: string | undefined
  readonly kind?: string | undefined
  readonly networkApprovalContext?: { readonly host: string; readonly protocol: string } | undefined
  readonly additionalPermissions?: CodexPermissions | undefined
}

function commandAsked(params: CommandParams, { workingDirectory }: AskContext): PermissionAsked {
  const { command, cwd, reason, networkApprovalContext: network, additionalPermissions: more } = params
  const words = command === undefined ? undefined : oneLine(commandWords(command), 300)
  const written = (more?.fileSystem?.write ?? []).filter((path) => isOutsideOf(workingDirectory, path))
  const isOutside = written.length > 0 || (cwd !== undefined && isOutsideOf(workingDirectory, cwd))
  const verb = params.kind === 'writeStdin' ? 'Type into a running command' : 'Run the command'
  const plain = words === undefined ? `${verb}, which it does not name` : `${verb} ${words}`
  return {
    toolKind: network !== undefined || more?.network?.enabled === true ? 'network' : 'execute',
    title: network === undefined ? plain : `Connect to ${oneLine(`${network.host} (${network.protocol})`, 200)}`,
    ...(isOutside ? { isOutside } : {}),
    details: details({ command, workingDirectory: cwd, reason, ...(written.length > 0 ? { paths: written } : {}) }),
  }
}

function changesAsked(
  changes: readonly CodexChange[] | undefined,
  grantRoot: string | undefined,
  reason: string | undefined,
  { workingDirectory }: AskContext,
): PermissionAsked {
  const paths = (changes ?? []).flatMap(({ path, kind }) => [path, ...(kind.move_path ? [kind.move_path] : [])])
  const isOutside = [...paths, ...(grantRoot === undefined ? [] : [grantRoot])].some((path) =>
    isOutsideOf(workingDirectory, path),
  )
  const kind = changes === undefined || changes.length === 0 ? 'other' : changesKind(changes)
  const what =
    changes === undefined || changes.length === 0
      ? 'Change files, which it does not name'
      : changesTitle(changes, workingDirectory)
  const diff = unifiedDiff(changes ?? [], workingDirectory)
  return {
    toolKind: kind,
    title: grantRoot === undefined ? what : `${what}, and from then on anything under ${oneLine(grantRoot, 200)}`,
    ...(isOutside ? { isOutside } : {}),
    details: details({ reason, ...(paths.length > 0 ? { paths } : {}), ...(diff === '' ? {} : { diff }) }),
  }
}

/** The worst of them. */
export function changesKind(changes: readonly CodexChange[]): ToolKind {
  if (changes.some(({ kind }) => kind.type === 'delete')) return 'delete'
  return changes.some(({ kind }) => kind.move_path !== undefined) ? 'move' : 'edit'
}

/** `Change a.txt and delete b.txt`. */
export function changesTitle(changes: readonly CodexChange[], workingDirectory: string): string {
  const named = (type: string): readonly string[] =>
    changes.filter(({ kind }) => kind.type === type).map(({ path }) => shownPath(workingDirectory, path))
  const parts = [
    ['add', named('add')] as const,
    [
      'change',
      changes
        .filter(({ kind }) => kind.type !== 'add' && kind.type !== 'delete')
        .map((change) => changeWords(change, workingDirectory)),
    ] as const,
    ['delete', named('delete')] as const,
  ].flatMap(([verb, names]) => (names.length === 0 ? [] : [`${verb} ${listWords(names)}`]))
  const text = parts.join(' and ')
  return oneLine(text.charAt(0).toUpperCase() + text.slice(1), 300)
}

function changeWords({ path, kind }: CodexChange, workingDirectory: string): string {
  const from = shownPath(workingDirectory, path)
  return kind.move_path === undefined ? from : `${from} (moved to ${shownPath(workingDirectory, kind.move_path)})`
}

function listWords(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} other files`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

function unifiedDiff(changes: readonly CodexChange[], workingDirectory: string): string {
  const parts = changes
    .filter(({ diff }) => diff !== '')
    .map(({ path, kind, diff }) => {
      const name = shownPath(workingDirectory, path)
      const target = kind.move_path === undefined ? name : shownPath(workingDirectory, kind.move_path)
      // Of a new or a deleted file Codex gives the content alone.
      const sign = kind.type === 'add' ? '+' : '-'
      const lines = kind.type === 'update' ? diff : diff.replace(/\n$/, '').replace(/^/gm, sign)
      const before = kind.type === 'add' ? '/dev/null' : `a/${name}`
      return `--- ${before}\n+++ ${kind.type === 'delete' ? '/dev/null' : `b/${target}`}\n${lines.replace(/\n$/, '')}\n`
    })
  return parts.length === 0 ? '' : boundedUpdate(parts.join(''))
}

function permissionsAsked(
  { network, fileSystem }: CodexPermissions,
  reason: string | undefined,
  cwd: string | undefined,
  { workingDirectory }: AskContext,
): PermissionAsked {
  const read = fileSystem?.read ?? []
  const write = fileSystem?.write ?? []
  const entries = (fileSystem?.entries ?? []).map((entry) => JSON.stringify(entry))
  const wants = [
    ...(network?.enabled === true ? ['use the network'] : []),
    ...(read.length > 0 ? [`read ${listWords(read)}`] : []),
    ...(write.length > 0 ? [`write ${listWords(write)}`] : []),
    ...(entries.length > 0 ? [`use ${listWords(entries)}`] : []),
  ]
  const isOutside = entries.length > 0 || [...read, ...write].some((path) => isOutsideOf(workingDirectory, path))
  const paths = [...read, ...write, ...entries]
  const isNetworkOnly = network?.enabled === true && fileSystem === undefined
  return {
    toolKind: isNetworkOnly ? 'network' : 'other',
    title: oneLine(
      `For the rest of this task, ${wants.length === 0 ? 'more rights, which it does not name' : wants.join(' and ')}`,
      300,
    ),
    ...(isOutside ? { isOutside } : {}),
    details: details({ reason, workingDirectory: cwd, ...(paths.length > 0 ? { paths } : {}) }),
  }
}

function grantedOf({ network, fileSystem }: CodexPermissions): JsonObject {
  return { ...(network === undefined ? {} : { network }), ...(fileSystem === undefined ? {} : { fileSystem }) }
}

/** A question of an MCP server: a plain yes or no can be asked for, a form cannot be filled in here. */
function elicitationAsk(params: {
  readonly serverName: string
  readonly mode: string
  readonly message?: string | undefined
  readonly requestedSchema?: unknown
}): CodexAsk {
  const { serverName, mode, message = '', requestedSchema } = params
  if (mode === 'form' && isEmptyForm(requestedSchema)) {
    return {
      kind: 'permission',
      asked: { toolKind: 'other', title: oneLine(`${serverName}: ${message}`, 300) },
      replies: {
        granted: { action: 'accept', content: {}, _meta: null },
        denied: { action: 'decline', content: null, _meta: null },
      },
    }
  }
  const told = oneLine(`${serverName} asked for something that can only be given in Codex itself: ${message}`, 300)
  return { kind: 'settled', result: { action: 'decline', content: null, _meta: null }, told }
}

function isEmptyForm(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return false
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && Object.keys(properties).length === 0
}

function details(known: {
  readonly [Key in keyof PermissionDetails]: PermissionDetails[Key] | undefined
}): PermissionDetails {
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
}
