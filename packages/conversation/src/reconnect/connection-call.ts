import type { ConversationState } from '../conversation-state.js'
import type { ConnectionCall } from '../realtime-connection.js'
import { liveGeneration } from './reconnect-machine.js'

/** No connection of this process: of handoffs that a journal tells of. */
export const EARLIER_GENERATION = -1
/** Of handoffs that the user gave on a screen: no session knows them. */
const SCREEN_GENERATION = -2

/**
 * The call as the live session understands it. Handoffs of an earlier session are unknown to it: on realtime a late answer
 * comes as a message, on quicksilver under the id that it had there.
 */
export function toLiveCall(state: ConversationState, call: ConnectionCall): ConnectionCall {
  if (call.method !== 'finishHandoff' && call.method !== 'appendHandoff') return call
  const generation = generationOf(state, call.handoffId)
  const handoffId = wireHandoffId(state, call.handoffId, generation)
  const isOld = generation !== liveGeneration(state.reconnect)
  const isLate = isOld && state.settings.dialect === 'realtime'
  return isLate ? { ...call, method: 'appendHandoff', handoffId } : { ...call, handoffId }
}

/** On which connection the handoff came. */
export function generationOf({ handoffGenerations }: ConversationState, handoffId: string): number {
  return Object.hasOwn(handoffGenerations, handoffId) ? (handoffGenerations[handoffId] ?? 0) : 0
}

/** The user gave it on a screen of this process: there is no call that waits for an answer. */
export function isFromScreen(state: ConversationState, handoffId: string): boolean {
  return generationOf(state, handoffId) === SCREEN_GENERATION
}

export function withScreenHandoff(state: ConversationState, handoffId: string): ConversationState {
  return { ...state, handoffGenerations: { ...state.handoffGenerations, [handoffId]: SCREEN_GENERATION } }
}

/** Quicksilver's servers count handoffs from one in each session, so the session's number goes before them. */
export function ownHandoffId(state: ConversationState, wireId: string): string {
  const session = (liveGeneration(state.reconnect) ?? 0) + state.earlierSessions
  const isCounted = state.settings.dialect === 'quicksilver' && session > 0
  return isCounted ? `${prefixOf(session)}${wireId}` : wireId
}

/** How many sessions of earlier processes these handoffs may have come from. */
export function countEarlierSessions(handoffIds: readonly string[]): number {
  return Math.max(0, ...handoffIds.map((handoffId) => Number(/^session(\d+):/.exec(handoffId)?.[1] ?? 0) + 1))
}

function wireHandoffId(state: ConversationState, handoffId: string, generation: number): string {
  if (generation === EARLIER_GENERATION) {
    return state.settings.dialect === 'quicksilver' ? handoffId.replace(/^session\d+:/, '') : handoffId
  }
  const session = generation + state.earlierSessions
  const prefix = prefixOf(session)
  return session > 0 && handoffId.startsWith(prefix) ? handoffId.slice(prefix.length) : handoffId
}

const prefixOf = (session: number): string => `session${session}:`
