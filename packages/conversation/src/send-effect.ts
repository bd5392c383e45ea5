import type { ConversationEffect } from './conversation-effect.js'
import type { ConversationState } from './conversation-state.js'
import { toLiveCall } from './reconnect/connection-call.js'
import { liveGeneration } from './reconnect/reconnect-machine.js'
import type { ConnectionCall } from './realtime-connection.js'

/** The call as an effect; nothing while there is no connection. */
export function sendEffects(
  state: ConversationState,
  ...calls: readonly ConnectionCall[]
): readonly ConversationEffect[] {
  if (!isConnected(state) || liveGeneration(state.reconnect) === undefined) return []
  return calls.map((call) => ({ type: 'send', call: toLiveCall(state, call) }))
}

/**
 * Something the model shall know and not say: a system message. A `[BACKEND]` message would be spoken with the next
 * response that is asked for, when it may no longer be true.
 */
export function noteEffects(state: ConversationState, text: string): readonly ConversationEffect[] {
  return sendEffects(state, { method: 'sendText', text, role: 'system' })
}

/** It has a connection, or waits for the next one. */
export function isConnected({ phase }: ConversationState): boolean {
  return phase.type === 'open' || phase.type === 'closing'
}
