import { decodeKnownItem } from '@parley/wire'
import type { ContextItem, ResponderContext } from '../responder/responder.js'
import { isBackendText } from '../responder/marked-text.js'
import { contextItemFrom, countInputTokens, findEntry } from './conversation-machine.js'
import type { ConversationEntry, ConversationState } from './conversation-machine.js'
import { toolChoiceOf, toolOffersOf } from './session-settings.js'
import type { LiveResponse, SessionState } from './session-state.js'
import { textTokens } from './token-count.js'
import type { TokenCount } from './token-count.js'

/** What a responder gets to see of one response: its own settings where it has them, else the session's. */
export function buildContext(state: SessionState, live: LiveResponse): ResponderContext {
  const { session, conversation } = state
  const { options, reason, newsIds, response } = live
  const entries = entriesFor(state, live)
  const items = entries.flatMap((entry) => contextItemFrom(entry) ?? [])
  const ownInput = options.input != null
  return {
    reason,
    instructions: options.instructions ?? session.instructions ?? '',
    hasOwnInstructions: options.instructions != null && options.instructions !== '',
    items,
    news: ownInput ? items : newsIds.flatMap((itemId) => contextOf(conversation, itemId)),
    tools: toolOffersOf(options.tools ?? session.tools),
    toolChoice: toolChoiceOf(options.tool_choice ?? session.tool_choice),
    modality: response.modality,
  }
}

function entriesFor({ conversation }: SessionState, { options }: LiveResponse): readonly ConversationEntry[] {
  if (options.input == null) return conversation.entries
  return options.input.flatMap((given, index) => {
    if (given.type === 'item_reference') return findEntry(conversation, given.id ?? '') ?? []
    const item = decodeKnownItem(given)
    if (item === undefined) return []
    return { item: { ...item, id: item.id ?? `input_${index}` }, words: '', audioMs: 0 }
  })
}

function contextOf(conversation: ConversationState, itemId: string): readonly ContextItem[] {
  const entry = findEntry(conversation, itemId)
  const item = entry === undefined ? undefined : contextItemFrom(entry)
  return item === undefined ? [] : [item]
}

export function inputTokensFor(state: SessionState, live: LiveResponse): TokenCount {
  const { text, audio } = countInputTokens(entriesFor(state, live))
  const instructions = live.options.instructions ?? state.session.instructions ?? ''
  const tools = live.options.tools ?? state.session.tools ?? []
  return { text: text + textTokens(instructions) + (tools.length === 0 ? 0 : textTokens(JSON.stringify(tools))), audio }
}

/** True for something the user said or typed; false for a background agent's words and for tool outputs. */
export function isUserNews(conversation: ConversationState, itemId: string): boolean {
  const item = contextOf(conversation, itemId)[0]
  return item?.role === 'user' && !isBackendText(item.text)
}
