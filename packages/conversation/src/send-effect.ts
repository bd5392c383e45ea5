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

export function isConnected({ phase }: ConversationState): boolean {
  return phase.type === 'open' || phase.type === 'closing'
}
