import type { KnownItem, MessageItem } from '@parley/wire'
import { isMarkedUserText } from '../responder/marked-text.js'
import { contextItemFrom, findEntry, refuseUnknown, stepConversation } from './conversation-machine.js'
import type { ConversationInput, ConversationStep, Refusal, StoredItem } from './conversation-machine.js'
import { refuse, send, takeId } from './draft.js'
import type { Draft } from './draft.js'
import { wantAnswer } from './response-steps.js'
import type { SessionState } from './session-state.js'
import { finishItem } from './transcription-steps.js'

type SessionDraft = Draft<SessionState>
type EventId = string | null | undefined

/** Of all that a client may put into one conversation. */
const MAX_ITEM_CHARS = 64 * 1024 * 1024

const conversationFull: Refusal = {
  code: 'conversation_full',
  problem: `The items that were created in this conversation hold more than ${MAX_ITEM_CHARS} characters.`,
  param: 'item',
}

/** `conversation.item.create`: acknowledged at once, whatever it leads to. */
export function createItem(draft: SessionDraft, given: KnownItem, after: EventId, eventId: EventId): void {
  const itemChars = draft.state.itemChars + JSON.stringify(given).length
  const problem = itemChars > MAX_ITEM_CHARS ? conversationFull : findItemProblem(draft.state, given)
  if (problem !== undefined) return refuseItem(draft, problem, eventId)
  const item = toStoredItem(given, given.id ?? takeId(draft, 'item'))
  const entry = { item, words: '', audioMs: 0 }
  const step = tryStep(draft, { type: 'add', entry, ...(after == null ? {} : { after }) }, eventId)
  if (step === undefined) return
  draft.state = { ...draft.state, isTypeFixed: true, itemChars }
  send(draft, { type: 'conversation.item.added', previous_item_id: step.previousItemId, item })
  finishItem(draft, item.id)
  takeGivenBack(draft, item)
  const said = contextItemFrom(entry)
  if (said?.role !== 'user' && said?.role !== 'output' && said?.role !== 'developer') return
  if (said.role === 'output' && draft.state.givenCallIds.includes(said.callId)) return
  draft.state = { ...draft.state, news: [...draft.state.news, item.id] }
  if (said.role === 'user' && isMarkedUserText(said.text) && draft.state.session.type === 'realtime') {
    wantAnswer(draft, 'typed')
  }
}

/**
 * A client that makes what only a responder says (words of the assistant, calls) gives a conversation back to a new
 * session: what stands before has been answered, and so has the output of such a call.
 */
function takeGivenBack(draft: SessionDraft, item: StoredItem): void {
  const { conversation, news, givenCallIds } = draft.state
  if (item.type !== 'function_call' && !(item.type === 'message' && item.role === 'assistant')) return
  const ids = conversation.entries.map((entry) => entry.item.id)
  const answered = new Set(ids.slice(0, ids.lastIndexOf(item.id)))
  draft.state = {
    ...draft.state,
    news: news.filter((id) => !answered.has(id)),
    givenCallIds: item.type === 'function_call' ? [...givenCallIds, item.call_id ?? item.id] : givenCallIds,
  }
}

function findItemProblem(state: SessionState, item: KnownItem): Refusal | undefined {
  if (item.type === 'function_call_output' && !state.isCodex) {
    const { call_id: callId } = item
    const isKnown = state.conversation.entries.some(
      (entry) => entry.item.type === 'function_call' && entry.item.call_id === callId,
    )
    if (isKnown) return undefined
    const problem = `Tool call ID '${callId}' not found in conversation.`
    return { code: 'invalid_tool_call_id', problem, param: 'item.call_id' }
  }
  if (item.type !== 'message') return undefined
  const allowed = partTypesOf(item.role)
  const index = item.content.findIndex((part) => !allowed.includes(part.type))
  if (index < 0) return undefined
  const param = `item.content[${index}].type`
  const problem = `Invalid value: '${(item.content[index]?.type ?? '').slice(0, 64)}'. Supported values are: ${allowed.map((type) => `'${type}'`).join(' and ')}.`
  return { code: 'invalid_value', problem, param }
}

function partTypesOf(role: MessageItem['role']): readonly string[] {
  switch (role) {
    case 'system':
    case 'developer':
      return ['input_text']
    case 'user':
      return ['input_text', 'input_audio', 'input_image']
    case 'assistant':
      return ['output_text', 'output_audio']
  }
}

function toStoredItem(item: KnownItem, id: string): StoredItem {
  return { ...item, id, object: 'realtime.item', status: item.status ?? 'completed' }
}

export function retrieveItem(draft: SessionDraft, itemId: string, eventId: EventId): void {
  const entry = findEntry(draft.state.conversation, itemId)
  if (entry === undefined) {
    return refuseItem(draft, refuseUnknown('retrieving', 'item_retrieve_invalid_item_id', itemId).refusal, eventId)
  }
  draft.effects.push({ type: 'send-retrieved', eventId: takeId(draft, 'event'), item: entry.item })
}

export function deleteItem(draft: SessionDraft, itemId: string, eventId: EventId): void {
  if (tryStep(draft, { type: 'delete', itemId }, eventId) === undefined) return
  draft.state = { ...draft.state, news: draft.state.news.filter((id) => id !== itemId) }
  send(draft, { type: 'conversation.item.deleted', item_id: itemId })
}

export function truncateItem(
  draft: SessionDraft,
  point: { readonly itemId: string; readonly contentIndex: number; readonly audioEndMs: number },
  eventId: EventId,
): void {
  if (tryStep(draft, { type: 'truncate', ...point }, eventId) === undefined) return
  send(draft, {
    type: 'conversation.item.truncated',
    item_id: point.itemId,
    content_index: point.contentIndex,
    audio_end_ms: point.audioEndMs,
  })
}

function tryStep(
  draft: SessionDraft,
  input: ConversationInput,
  eventId: EventId,
): Extract<ConversationStep, { readonly ok: true }> | undefined {
  const step = stepConversation(draft.state.conversation, input)
  if (!step.ok) {
    refuseItem(draft, step.refusal, eventId)
    return undefined
  }
  draft.state = { ...draft.state, conversation: step.state }
  return step
}

function refuseItem(draft: SessionDraft, { code, problem, param }: Refusal, eventId: EventId): void {
  refuse(draft, { code, problem, param, eventId })
}
