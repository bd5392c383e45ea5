import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationState } from './conversation-state.js'
import type { ConnectionCall } from './realtime-connection.js'

/** The call as an effect; nothing while there is no connection. */
export function sendEffects(
  state: ConversationState,
  ...calls: readonly ConnectionCall[]
): readonly ConversationEffect[] {
  if (!isConnected(state)) return []
  return calls.map((call) => ({ type: 'send', call }))
}

/**
 * Something the model shall know and not say: a system message. A `[BACKEND]` message would be spoken with the next
 * response that is asked for, when it may no longer be true.
 */
export function noteEffects(state: ConversationState, text: string): readonly ConversationEffect[] {
  return sendEffects(state, { method: 'sendText', text, role: 'system' })
}

export function isConnected({ phase }: ConversationState): boolean {
  return phase.type === 'open' || phase.type === 'closing'
}
