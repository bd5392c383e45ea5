import type { ConversationState } from '../conversation-state.js'

/** The run has given a sign of life, or has just begun. */
export function withSignOfLife(state: ConversationState, taskId: string, nowMs: number): ConversationState {
  return { ...state, watches: { ...state.watches, [taskId]: { lastSignAtMs: nowMs, isTold: false } } }
}

/** The run has ended. */
export function withoutWatch(state: ConversationState, taskId: string): ConversationState {
  const { [taskId]: _dropped, ...watches } = state.watches
  return { ...state, watches }
}
