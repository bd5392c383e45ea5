import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import type { PlanStep, ToolKind } from '@parley/conversation'
import type { AcpNews, FileChange, ToolNews, ToolStatus } from './acp-news.js'
import { plainLine, plainText } from './plain-text.js'

/** Longer lists are somebody's mistake or malice; what is behind is left out. */
const MAX_LIST = 200

const TOOL_KINDS: Readonly<Record<string, ToolKind>> = {
  read: 'read',
  edit: 'edit',
  delete: 'delete',
  move: 'move',
  search: 'search',
  execute: 'execute',
  think: 'think',
  // What is fetched comes from another machine, and what is asked for goes there.
  fetch: 'network',
}

const STATUSES: Readonly<Record<string, ToolStatus>> = {
  pending: 'pending',
  in_progress: 'running',
  completed: 'succeeded',
  failed: 'failed',
}

const STEP_STATUSES: Readonly<Record<string, PlanStep['status']>> = {
  pending: 'pending',
  in_progress: 'running',
  completed: 'done',
}

export interface DecodedNews {
  readonly sessionId: string
  /** Undefined: an update that a run has no use for, or one that is not understood. */
  readonly news: AcpNews | undefined
}

/** Parameters of `session/update`. Undefined when they name no session. Never throws: kinds that are new mean nothing. */
export function decodeSessionUpdate(params: unknown): DecodedNews | undefined {
  if (!isRecord(params)) return undefined
  const { sessionId, update } = params
  if (typeof sessionId !== 'string') return undefined
  return { sessionId, news: isRecord(update) ? decodeNews(update) : undefined }
}

function decodeNews(update: JsonObject): AcpNews | undefined {
  switch (update['sessionUpdate']) {
    case 'agent_message_chunk': {
      const text = contentText(update['content'])
      return text === '' ? undefined : { type: 'text', messageId: textOf(update['messageId']), text }
    }
    case 'agent_thought_chunk': {
      const text = contentText(update['content'])
      return text === '' ? undefined : { type: 'thought', text }
    }
    case 'tool_call':
    case 'tool_call_update': {
      const tool = decodeToolNews(update)
      return tool === undefined ? undefined : { type: 'tool', tool }
    }
    case 'plan':
      return { type: 'plan', steps: listOf(update['entries']).flatMap(planSteps) }
    case 'notice': {
      const lines = [textOf(update['title']), textOf(update['description'])].filter((line) => line !== undefined)
      return lines.length === 0 ? undefined : { type: 'notice', text: plainLine(lines.join(': ')) }
    }
    default:
      return undefined
  }
}

/** A tool call as `session/update` and `session/request_permission` tell it. Undefined without an id. */
export function decodeToolNews(call: JsonObject): ToolNews | undefined {
  const toolId = textOf(call['toolCallId'])
  if (toolId === undefined) return undefined
  const input = isRecord(call['rawInput']) ? call['rawInput'] : {}
  const content = Array.isArray(call['content']) ? listOf(call['content']).filter(isRecord) : undefined
  const kind = textOf(call['kind'])
  return {
    toolId: toolId.slice(0, 500),
    status: lookUp(STATUSES, call['status']),
    name: lineOf(call['name']),
    title: lineOf(call['title']),
    kind: kind === undefined ? undefined : (lookUp(TOOL_KINDS, kind) ?? 'other'),
    command: commandOf(input),
    workingDirectory: textOf(input['cwd']),
    paths: pathsOf(call, input),
    changes: content?.flatMap(fileChanges),
    reason: content === undefined ? undefined : reasonOf(content),
  }
}

function commandOf(input: JsonObject): string | undefined {
  const command = input['command'] ?? input['cmd']
  if (typeof command === 'string') return plainText(command).slice(0, 10_000)
  if (!Array.isArray(command)) return undefined
  const words = listOf(command).filter((word) => typeof word === 'string')
  // `bash -lc COMMAND`: what is run is the last word.
  const [, flag, script] = words
  const isScript = words.length === 3 && script !== undefined && /^-l?c$/.test(flag ?? '')
  return plainText(isScript ? script : words.join(' ')).slice(0, 10_000)
}

const PATH_FIELDS = ['path', 'filePath', 'filepath', 'file_path', 'abs_path', 'notebook_path']

function pathsOf(call: JsonObject, input: JsonObject): readonly string[] | undefined {
  const places = [...listOf(call['locations']), ...listOf(call['content'])]
  const told = places.map((place) => (isRecord(place) ? place['path'] : undefined))
  const all = [...told, ...PATH_FIELDS.map((field) => input[field])].filter((path) => typeof path === 'string')
  const paths = [...new Set(all)].filter((path) => path !== '').map((path) => path.slice(0, 4096))
  return paths.length === 0 ? undefined : paths
}

function fileChanges(part: JsonObject): readonly FileChange[] {
  const { type, path, oldText, newText } = part
  if (type !== 'diff' || typeof path !== 'string' || typeof newText !== 'string') return []
  return [{ path, oldText: typeof oldText === 'string' ? oldText : undefined, newText }]
}

function reasonOf(content: readonly JsonObject[]): string | undefined {
  const texts = content.filter(({ type }) => type === 'content').map((part) => contentText(part['content']))
  const reason = plainText(texts.join('\n')).trim().slice(0, 2000)
  return reason === '' ? undefined : reason
}

function planSteps(entry: unknown): readonly PlanStep[] {
  if (!isRecord(entry) || typeof entry['content'] !== 'string') return []
  return [{ text: plainLine(entry['content']), status: lookUp(STEP_STATUSES, entry['status']) ?? 'pending' }]
}

/** A content block as text; what is not text is named. */
function contentText(block: unknown): string {
  if (!isRecord(block)) return ''
  switch (block['type']) {
    case 'text':
      return typeof block['text'] === 'string' ? plainText(block['text']) : ''
    case 'resource_link':
      return `[${lineOf(block['name']) ?? 'file'}](${lineOf(block['uri']) ?? ''})`
    case 'image':
      return '(an image)'
    case 'audio':
      return '(a sound)'
    default:
      return ''
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const lineOf = (value: unknown): string | undefined => {
  const line = typeof value === 'string' ? plainLine(value) : ''
  return line === '' ? undefined : line
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, MAX_LIST) : [])

function lookUp<Value>(table: Readonly<Record<string, Value>>, key: unknown): Value | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined
}
