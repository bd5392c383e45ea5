import type { ConversationState } from '../conversation-state.js'
import type { ConnectionCall } from '../realtime-connection.js'
import { liveGeneration } from './reconnect-machine.js'

/**
 * The call as the live session understands it. Handoffs of an earlier session are unknown to it: on realtime a late answer
 * comes as a message, on quicksilver under the id that it had there.
 */
export function toLiveCall(state: ConversationState, call: ConnectionCall): ConnectionCall {
  if (call.method !== 'finishHandoff' && call.method !== 'appendHandoff') return call
  const generation = generationOf(state, call.handoffId)
  const handoffId = wireHandoffId(call.handoffId, generation)
  const isOld = generation !== liveGeneration(state.reconnect)
  const isLate = isOld && state.settings.dialect === 'realtime'
  return isLate ? { ...call, method: 'appendHandoff', handoffId } : { ...call, handoffId }
}

/** On which connection the handoff came. */
export function generationOf({ handoffGenerations }: ConversationState, handoffId: string): number {
  return Object.hasOwn(handoffGenerations, handoffId) ? (handoffGenerations[handoffId] ?? 0) : 0
}

/** Quicksilver's servers count handoffs from one in each session, so the session's number goes before them. */
export function ownHandoffId(state: ConversationState, wireId: string): string {
  const generation = liveGeneration(state.reconnect) ?? 0
  const isCounted = state.settings.dialect === 'quicksilver' && generation > 0
  return isCounted ? `${prefixOf(generation)}${wireId}` : wireId
}

function wireHandoffId(handoffId: string, generation: number): string {
  const prefix = prefixOf(generation)
  return generation > 0 && handoffId.startsWith(prefix) ? handoffId.slice(prefix.length) : handoffId
}

const prefixOf = (generation: number): string => `session${generation}:`
