import type { ConversationState } from './conversation-state.js'
import { stepResponseQueue } from './response-queue-machine.js'
import type { ResponseQueueInput, ResponseQueueOutput, ResponseWant } from './response-queue-machine.js'

/** One input to the response queue; what to do with its outputs is the caller's matter. */
export function applyQueue(
  state: ConversationState,
  input: ResponseQueueInput,
): { readonly state: ConversationState; readonly outputs: readonly ResponseQueueOutput[] } {
  const { state: queue, outputs } = stepResponseQueue(state.queue, input, state.settings.limits)
  return { state: queue === state.queue ? state : { ...state, queue }, outputs }
}

/** Quicksilver's server decides by itself when to speak, so there is nothing to want. */
export function wantResponse(state: ConversationState, want: ResponseWant): ConversationState {
  return state.settings.dialect === 'realtime' ? applyQueue(state, { type: 'wanted', want }).state : state
}
