import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AgentEvent, RunEnded } from '@parley/conversation'
import { decodeJsonObject, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { stepCodexRun } from '../codex-run-machine.js'
import { createCodexRunState } from '../codex-run-state.js'
import type { CodexRunEffect, CodexRunInput, CodexRunSettings, CodexRunState } from '../codex-run-state.js'
import { decodeCodexMessage } from '../decode-codex-message.js'

/** Where the recorded program worked. */
export const FOLDER = '/home/user/project'

export interface RecordedLine {
  readonly atMs: number
  readonly from: 'client' | 'server' | 'note'
  readonly payload: JsonObject
}

export function readRecorded(name: string): readonly RecordedLine[] {
  const file = fileURLToPath(new URL(`../../../fixtures/codex/agent-${name}.jsonl`, import.meta.url))
  const lines = readFileSync(file, 'utf8').replaceAll('$CWD', FOLDER).trimEnd().split('\n')
  return lines.map((line) => {
    const { t_ms: atMs, from, payload } = decodeJsonObject(line) ?? {}
    if (typeof atMs !== 'number' || (from !== 'client' && from !== 'server' && from !== 'note')) {
      throw new Error(`${name} has a line that is no recorded one: ${line.slice(0, 80)}`)
    }
    return { atMs, from, payload: isRecord(payload) ? payload : {} }
  })
}

export const SETTINGS: CodexRunSettings = {
  workingDirectory: FOLDER,
  envelope: 'the envelope',
  threadParams: { cwd: FOLDER },
  resumeThreadId: undefined,
  guidance: [],
  maxReconnects: 1,
}

/** A machine with its effects, for tests. */
export interface MachineBench {
  readonly state: CodexRunState
  readonly effects: readonly CodexRunEffect[]
  readonly events: readonly AgentEvent[]
  readonly sent: readonly JsonObject[]
  readonly ends: readonly RunEnded[]
  readonly settled: readonly (CodexRunEffect & { readonly type: 'settle' })[]
  feed(input: CodexRunInput): readonly CodexRunEffect[]
  /** A line of the program. */
  hear(message: JsonObject, nowMs?: number): readonly CodexRunEffect[]
  open(how?: Partial<CodexRunInput & { readonly type: 'opened' }>): readonly CodexRunEffect[]
}

export function createMachineBench(settings: Partial<CodexRunSettings> = {}): MachineBench {
  let state = createCodexRunState({ ...SETTINGS, ...settings })
  const effects: CodexRunEffect[] = []
  const feed = (input: CodexRunInput): readonly CodexRunEffect[] => {
    const next = stepCodexRun(state, input)
    state = next.state
    effects.push(...next.effects)
    return next.effects
  }
  return {
    get state() {
      return state
    },
    effects,
    get events() {
      return effects.flatMap((effect): readonly AgentEvent[] =>
        effect.type === 'emit' ? [effect.event] : effect.type === 'end' ? [effect.ended] : [],
      )
    },
    get sent() {
      return effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []))
    },
    get ends() {
      return effects.flatMap((effect) => (effect.type === 'end' ? [effect.ended] : []))
    },
    get settled() {
      return effects.flatMap((effect) => (effect.type === 'settle' ? [effect] : []))
    },
    feed,
    hear: (message, nowMs = 0) =>
      feed({ type: 'message', nowMs, message: decodeCodexMessage(JSON.stringify(message)) }),
    open: (how = {}) =>
      feed({
        ...{ type: 'opened', nowMs: 0, nextRequestId: 1, isInitialized: false },
        ...{ threadId: undefined, lastThreadId: undefined, usage: { inputTokens: 0, outputTokens: 0 } },
        ...how,
      }),
  }
}

/**
 * Plays a recording against a run: what the program said is heard, what its user did then is done now. Ids of requests
 * are those of the run.
 */
export function playRecorded(bench: MachineBench, lines: readonly RecordedLine[]): void {
  const ids = new Map<unknown, unknown>()
  const mapped = new Set<unknown>()
  for (const { from, payload, atMs } of lines) {
    if (from === 'client') {
      const method = act(bench, payload, atMs)
      const own = bench.sent.find((sent) => sent['method'] === method && !mapped.has(sent['id']))
      if (own !== undefined && payload['id'] !== undefined) {
        ids.set(payload['id'], own['id'])
        mapped.add(own['id'])
      }
    } else if (from === 'server') {
      const isReply = payload['method'] === undefined
      if (!isReply) bench.hear(payload, atMs)
      else if (ids.has(payload['id'])) bench.hear({ ...payload, id: ids.get(payload['id']) }, atMs)
    }
  }
}

/** What the recorded user did; gives the method by which the run does the same. A second turn at once is guidance. */
function act(bench: MachineBench, payload: JsonObject, nowMs: number): unknown {
  const { id, method, params, result } = payload
  const commandId = `command_${String(id)}`
  if (method === 'turn/steer' || (method === 'turn/start' && bench.state.hasTurn)) {
    bench.feed({ type: 'steer', commandId, text: inputText(params) })
    return 'turn/steer'
  }
  if (method === 'turn/interrupt') bench.feed({ type: 'cancel', nowMs })
  else if (method === undefined && isRecord(result)) answer(bench, commandId, result)
  return method
}

function answer(bench: MachineBench, commandId: string, result: JsonObject): void {
  const [open] = bench.state.openRequests
  if (open?.kind === 'permission') {
    const decision = String(result['decision']).startsWith('accept') ? 'granted' : 'denied'
    bench.feed({ type: 'answer', commandId, permissionId: open.permissionId, decision })
  } else if (open?.kind === 'questions') {
    const questionId = bench.events.findLast((event) => event.type === 'needs-input')?.questionId ?? ''
    bench.feed({ type: 'reply', commandId, questionId, text: 'First' })
  }
}

function inputText(params: unknown): string {
  const input = isRecord(params) ? params['input'] : undefined
  const first: unknown = Array.isArray(input) ? input[0] : undefined
  return isRecord(first) ? String(first['text']) : ''
}

/** One line per event, to read and to compare. */
export function eventLine(event: AgentEvent): string {
  switch (event.type) {
    case 'update':
    case 'progress':
      return `${event.type} ${event.text}`
    case 'resumable':
      return event.type
    case 'plan':
      return `plan ${event.steps.map(({ text, status }) => `${text}=${status}`).join(' ')}`
    case 'tool-started':
      return `started ${event.kind ?? ''} ${event.name}: ${event.title ?? ''}`
    case 'tool-ended':
      return event.outcome
    case 'diff':
      return `diff ${event.diff.split('\n')[0] ?? ''}`
    case 'permission-requested':
      return `asks ${event.toolKind}: ${event.title}${event.isOutside === true ? ' (outside)' : ''}`
    case 'permission-withdrawn':
    case 'input-withdrawn':
      return event.type
    case 'needs-input':
      return `asks: ${event.question} ${(event.choices ?? []).join('|')}`
    case 'usage':
      return `usage ${event.inputTokens ?? 0}+${event.outputTokens ?? 0}`
    case 'ended':
      return `${event.outcome}: ${event.outcome === 'finished' ? event.result : [event.error, event.result].filter((words) => words !== undefined).join(' | ')}`
  }
}
