import type { ConversationState } from '../conversation-state.js'
import type { ConnectionCall } from '../realtime-connection.js'
import { estimateTokens, fitSpokenBudget } from '../spoken-budget.js'
import { stateNote } from './state-note.js'
import { hasWords } from './history-machine.js'
import type { AnsweredCall, HistoryEntry } from './history-machine.js'

/** What a new session is told of the conversation so far. */
export interface SessionSeed {
  readonly calls: readonly ConnectionCall[]
  /** Words among them: the session reports them as its own, and they are no news to anybody. */
  readonly turns: readonly SeededTurn[]
  /** Tool calls among them. */
  readonly callIds: readonly string[]
}

export interface SeededTurn {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

/** An item of every kind costs a few tokens beside its text. */
const ITEM_TOKENS = 8
/** One endless item must not push out all the others. */
const LARGEST_PART = 0.5

/**
 * The conversation as items for a new session, oldest first: the user's and the assistant's words, tool calls with their
 * outputs, and how the tasks stand. Text only. The newest words stay whole; where the budget ends the older ones are
 * left out, and a line says so. Empty for a conversation in which nothing has happened.
 */
export function seedSession(state: ConversationState, maxTokens: number): SessionSeed {
  const note = stateNote(state, Math.floor(maxTokens / 4))
  const parts = timeline(state)
  const kept = newestWithin(parts, maxTokens - estimateTokens(note), maxTokens * LARGEST_PART)
  const leftOutCount = state.history.droppedCount + parts.length - kept.length
  const leftOut = leftOutCount === 0 ? '' : `Of this conversation ${leftOutCount} earlier items are left out here.`
  if (state.settings.dialect === 'quicksilver') return { calls: asOneText(leftOut, kept, note), turns: [], callIds: [] }
  const calls = [...systemText(leftOut), ...kept.flatMap((part) => toItems(part)), ...systemText(note)]
  const turns = kept.flatMap((part) => (part.type === 'words' ? [{ role: part.role, text: part.text }] : []))
  const callIds = kept.flatMap((part) => (part.type === 'call' ? [part.call.callId] : []))
  return { calls, turns, callIds }
}

/** The user has spoken last, and nothing came of it: no answer, no call. */
export function isUserUnanswered(state: ConversationState): boolean {
  const last = timeline(state).at(-1)
  return last?.type === 'words' && last.role === 'user'
}

type Part =
  | { readonly type: 'words'; readonly role: 'user' | 'assistant'; readonly text: string }
  | { readonly type: 'call'; readonly call: AnsweredCall }

function timeline({ history }: ConversationState): readonly Part[] {
  const { entries, calls, droppedCount } = history
  const parts = entries.flatMap((entry, index) => [...callsAfter(calls, droppedCount + index), ...toWords(entry)])
  const rest = calls.filter(({ afterEntries }) => afterEntries >= droppedCount + entries.length)
  return [...parts, ...rest.map(toCallPart)]
}

function callsAfter(calls: readonly AnsweredCall[], entryCount: number): readonly Part[] {
  return calls.filter(({ afterEntries }) => afterEntries === entryCount).map(toCallPart)
}

const toCallPart = (call: AnsweredCall): Part => ({ type: 'call', call })

function toWords(entry: HistoryEntry): readonly Part[] {
  if (!hasWords(entry)) return []
  const text = entry.text.trim()
  return [{ type: 'words', role: entry.role, text: entry.isInterrupted && !text.endsWith('…') ? `${text} …` : text }]
}

function newestWithin(parts: readonly Part[], maxTokens: number, maxPartTokens: number): readonly Part[] {
  const kept: Part[] = []
  let room = maxTokens
  for (const whole of parts.toReversed()) {
    const part = shorten(whole, maxPartTokens)
    room -= tokensOf(part)
    if (room < 0) break
    kept.unshift(part)
  }
  return kept
}

function shorten(part: Part, maxTokens: number): Part {
  if (part.type === 'call') return part
  const text = fitSpokenBudget(part.text, Math.floor(maxTokens))
  return { ...part, text }
}

function tokensOf(part: Part): number {
  if (part.type === 'words') return estimateTokens(part.text) + ITEM_TOKENS
  const { name, output } = part.call
  return estimateTokens(name + part.call.arguments + output) + 2 * ITEM_TOKENS
}

function toItems(part: Part): readonly ConnectionCall[] {
  if (part.type === 'words') return [{ method: 'sendText', text: part.text, role: part.role }]
  const { callId: call_id, name, output } = part.call
  return [
    createItem({ type: 'function_call', call_id, name, arguments: part.call.arguments }),
    createItem({ type: 'function_call_output', call_id, output }),
  ]
}

function createItem(item: Readonly<Record<string, unknown>>): ConnectionCall {
  return { method: 'send', event: { type: 'conversation.item.create', item } }
}

const systemText = (text: string): readonly ConnectionCall[] =>
  text === '' ? [] : [{ method: 'sendText', text, role: 'system' }]

/** A message of the user would be a turn to quicksilver, and answered: its server is told all of it as context. */
function asOneText(leftOut: string, parts: readonly Part[], note: string): readonly ConnectionCall[] {
  const lines = parts.flatMap((part) => (part.type === 'words' ? [`${part.role}: ${part.text}`] : []))
  const said = lines.length === 0 ? [] : ['This conversation goes on after a change of line. Said so far:', ...lines]
  return systemText([leftOut, ...said, note].filter((text) => text !== '').join('\n'))
}
