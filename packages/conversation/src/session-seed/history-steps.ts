import { DELEGATION_TOOL } from '@parley/wire'
import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationInput } from '../conversation-input.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import type { ConnectionCall } from '../realtime-connection.js'
import { hasWords, stepHistory } from './history-machine.js'
import type { HistoryInput, HistoryState } from './history-machine.js'

/** One item of the conversation, as a reader sees it. */
export interface SpokenEntry {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly itemId: string | undefined
  /** False while it is being said. */
  readonly isFinal: boolean
  /** It was not said to its end. */
  readonly isInterrupted: boolean
}

/**
 * Writes down what a step has shown and answered: one place for all that is said, however it came about. Taken from its
 * effects, so that the history holds what the screen holds.
 */
export function recordHistory(input: ConversationInput, { state, effects }: ConversationStep): ConversationStep {
  const inputs = effects.flatMap((effect) => toHistoryInput(effect, input, state))
  if (inputs.length === 0) return { state, effects }
  return { state: { ...state, history: inputs.reduce<HistoryState>(stepHistory, state.history) }, effects }
}

/** The user's words come late; their place is where they were spoken. */
export function placeUserWords(state: ConversationState, itemId: string | undefined): ConversationState {
  return itemId === undefined ? state : { ...state, history: stepHistory(state.history, { type: 'place', itemId }) }
}

/** Everything said over all connections; what is being said stands at the end. */
export function readTranscript({ history, reply }: ConversationState): readonly SpokenEntry[] {
  const said = history.entries
    .filter(hasWords)
    .map(({ role, text, itemId, isFinal, isInterrupted }) => ({ role, text, itemId, isFinal, isInterrupted }))
  const ongoing = reply.texts
    .filter(({ isFinal, text }) => !isFinal && text.trim() !== '')
    .map(({ text, itemId }) => ({ role: 'assistant', text, itemId, isFinal: false, isInterrupted: false }) as const)
  return [...said, ...ongoing]
}

function toHistoryInput(
  effect: ConversationEffect,
  input: ConversationInput,
  state: ConversationState,
): readonly HistoryInput[] {
  if (effect.type === 'send') return toAnswer(effect.call, input, state)
  if (effect.type !== 'show') return []
  const { event } = effect
  switch (event.type) {
    case 'transcript':
      return [{ type: 'words', role: event.role, text: event.text, itemId: event.itemId }]
    case 'reply':
      return event.isCut ? [{ type: 'interrupted', itemId: event.itemId, text: event.text }] : []
    default:
      return []
  }
}

function toAnswer(call: ConnectionCall, input: ConversationInput, state: ConversationState): readonly HistoryInput[] {
  if (state.settings.dialect !== 'realtime') return []
  if (call.method === 'finishHandoff') {
    const { handoffId: callId, text: output } = call
    const prompt = state.handoffs[callId]?.input ?? ''
    return [
      { type: 'answered', call: { callId, name: DELEGATION_TOOL, arguments: JSON.stringify({ prompt }), output } },
    ]
  }
  const event = input.type === 'connection' ? input.event : undefined
  if (call.method !== 'send' || event?.type !== 'function_call') return []
  const output = outputOf(call.event['item'], event.callId)
  const { callId, name } = event
  return output === undefined ? [] : [{ type: 'answered', call: { callId, name, arguments: event.arguments, output } }]
}

function outputOf(item: unknown, callId: string): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const isAnswer = 'call_id' in item && item.call_id === callId && 'output' in item
  return isAnswer && typeof item.output === 'string' ? item.output : undefined
}
