import { textFromMessage } from '@parley/wire'
import type { KnownItem } from '@parley/wire'
import type { ContextItem } from '../responder/responder.js'
import { addTokens, inputAudioTokens, noTokens, outputAudioTokens, textTokens } from './token-count.js'
import type { TokenCount } from './token-count.js'

export type StoredItem = KnownItem & { readonly id: string }

/** One item and what the wire does not show of it. */
export interface ConversationEntry {
  readonly item: StoredItem
  /** What a recognizer understood, also where the session shows no transcripts. */
  readonly words: string
  /** Length of the item's sound: heard from the user, or sent to the client. 0 for text. */
  readonly audioMs: number
}

/** Items in the conversation's order. */
export interface ConversationState {
  readonly entries: readonly ConversationEntry[]
}

export const emptyConversation: ConversationState = { entries: [] }

export interface Refusal {
  readonly code: string
  readonly problem: string
  readonly param: string
}

export type ConversationStep =
  | { readonly ok: true; readonly state: ConversationState; readonly previousItemId: string | null }
  | { readonly ok: false; readonly refusal: Refusal }

export type ConversationInput =
  /** `after`: an item's id, `root` for the first place; absent = at the end. */
  | { readonly type: 'add'; readonly entry: ConversationEntry; readonly after?: string }
  | { readonly type: 'replace'; readonly entry: ConversationEntry }
  | { readonly type: 'delete'; readonly itemId: string }
  | { readonly type: 'truncate'; readonly itemId: string; readonly contentIndex: number; readonly audioEndMs: number }

export function stepConversation(state: ConversationState, input: ConversationInput): ConversationStep {
  switch (input.type) {
    case 'add':
      return addEntry(state, input.entry, input.after)
    case 'replace':
      return done(withEntry(state, input.entry), null)
    case 'delete':
      return deleteEntry(state, input.itemId)
    case 'truncate':
      return truncateEntry(state, input)
  }
}

export function findEntry(state: ConversationState, itemId: string): ConversationEntry | undefined {
  return state.entries.findLast(({ item }) => item.id === itemId)
}

/** Id of the item before `itemId`, or `null` for the first. */
export function previousIdOf(state: ConversationState, itemId: string): string | null {
  const index = state.entries.findLastIndex(({ item }) => item.id === itemId)
  return state.entries[index - 1]?.item.id ?? null
}

export const lastItemId = (state: ConversationState): string | null => state.entries.at(-1)?.item.id ?? null

function addEntry(state: ConversationState, entry: ConversationEntry, after: string | undefined): ConversationStep {
  const { id } = entry.item
  if (findEntry(state, id) !== undefined) {
    const problem = `Error adding item: an item with id '${id}' already exists in the conversation.`
    return refuse('item_create_duplicate_item_id', problem, 'item.id')
  }
  if (after === undefined) return done({ entries: [...state.entries, entry] }, lastItemId(state))
  if (after === 'root') return done({ entries: [entry, ...state.entries] }, null)
  const index = state.entries.findLastIndex(({ item }) => item.id === after)
  if (index < 0) {
    const problem = `Error adding item: the previous item with id '${after}' does not exist.`
    return refuse('item_create_invalid_previous_item_id', problem, 'previous_item_id')
  }
  return done({ entries: state.entries.toSpliced(index + 1, 0, entry) }, after)
}

function deleteEntry(state: ConversationState, itemId: string): ConversationStep {
  const entries = state.entries.filter(({ item }) => item.id !== itemId)
  if (entries.length === state.entries.length) return refuseUnknown('deleting', 'item_delete_invalid_item_id', itemId)
  return done({ entries }, null)
}

function truncateEntry(
  state: ConversationState,
  point: Extract<ConversationInput, { readonly type: 'truncate' }>,
): ConversationStep {
  const entry = findEntry(state, point.itemId)
  if (entry === undefined) return refuseUnknown('truncating', 'item_truncate_invalid_item_id', point.itemId)
  const { item } = entry
  const part = item.type === 'message' && item.role === 'assistant' ? item.content[point.contentIndex] : undefined
  if (item.type !== 'message' || part?.type !== 'output_audio') {
    return refuse('invalid_value', 'Only model output audio messages can be truncated.', 'item_id')
  }
  const lengthMs = Math.ceil(entry.audioMs)
  if (point.audioEndMs > lengthMs) {
    const problem = `Audio content of ${lengthMs}ms is already shorter than ${point.audioEndMs}ms`
    return refuse('invalid_value', problem, 'audio_end_ms')
  }
  // Nobody knows which words fit the shortened sound, so the whole transcript goes.
  const { transcript: _unheard, ...silentPart } = part
  const content = item.content.with(point.contentIndex, silentPart)
  return done(withEntry(state, { ...entry, item: { ...item, content }, audioMs: point.audioEndMs }), null)
}

function withEntry(state: ConversationState, entry: ConversationEntry): ConversationState {
  const index = state.entries.findLastIndex(({ item }) => item.id === entry.item.id)
  return index < 0 ? state : { entries: state.entries.with(index, entry) }
}

export function refuseUnknown(deed: string, code: string, itemId: string): { ok: false; refusal: Refusal } {
  return refuse(code, `Error ${deed} item: the item with id '${itemId}' does not exist.`, 'item_id')
}

function refuse(code: string, problem: string, param: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, problem, param } }
}

function done(state: ConversationState, previousItemId: string | null): ConversationStep {
  return { ok: true, state, previousItemId }
}

/** An entry as words for a responder; `undefined` for kinds that say nothing to one (MCP, an item without words). */
export function contextItemFrom(entry: ConversationEntry): ContextItem | undefined {
  const { item } = entry
  switch (item.type) {
    case 'message': {
      const text = entry.words === '' ? textFromMessage(item) : entry.words
      return { id: item.id, role: item.role, text }
    }
    case 'function_call':
      return {
        id: item.id,
        role: 'call',
        callId: item.call_id ?? item.id,
        name: item.name,
        arguments: item.arguments,
      }
    case 'function_call_output':
      return { id: item.id, role: 'output', callId: item.call_id, text: item.output }
    default:
      return undefined
  }
}

/** What the conversation costs as the input of one response. */
export function countInputTokens(entries: readonly ConversationEntry[]): TokenCount {
  return entries.map(tokensOf).reduce(addTokens, noTokens)
}

function tokensOf({ item, words, audioMs }: ConversationEntry): TokenCount {
  if (item.type === 'message') {
    const audio = item.role === 'assistant' ? outputAudioTokens(audioMs) : inputAudioTokens(audioMs)
    return { text: audio > 0 ? 0 : textTokens(words === '' ? textFromMessage(item) : words), audio }
  }
  if (item.type === 'function_call') return { text: textTokens(item.name + item.arguments), audio: 0 }
  if (item.type === 'function_call_output') return { text: textTokens(item.output), audio: 0 }
  return noTokens
}
