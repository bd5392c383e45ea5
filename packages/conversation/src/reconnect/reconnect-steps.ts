import type { ConnectionPhaseEvent } from '../conversation-event.js'
import type { ConversationInput } from '../conversation-input.js'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { changeDeliveries } from '../delivery-steps.js'
import { recordHistory } from '../session-seed/history-steps.js'
import { isBetweenTurns } from './between-turns.js'
import { endConnection } from './end-connection-steps.js'
import { stepReconnect } from './reconnect-machine.js'
import type { ReconnectInput, ReconnectOutput, ReconnectState } from './reconnect-state.js'
import { takeConnection } from './take-connection-steps.js'

/** One input to the owner of the connections, with what follows for the conversation. */
export function changeConnection(state: ConversationState, input: ReconnectInput, nowMs: number): ConversationStep {
  // A conversation that is being closed opens nothing any more.
  const settings = state.phase.type === 'open' ? state.settings.reconnect : undefined
  const { state: reconnect, outputs } = stepReconnect(state.reconnect, input, settings)
  if (reconnect === state.reconnect && outputs.length === 0) return step(state)
  const changed = step({ ...state, reconnect }, ...showWaiting(state, reconnect, input, nowMs))
  return forEach(outputs, changed, (current, output) => onOutput(current, output, nowMs))
}

export function onConnectionChange(
  state: ConversationState,
  input: Extract<ConversationInput, { type: 'connection-closed' | 'connection-opened' | 'connection-failed' }>,
  nowMs: number,
): ConversationStep {
  switch (input.type) {
    case 'connection-closed': {
      const { reason, generation = 0, jitter = 0 } = input
      return changeConnection(state, { type: 'closed', generation, reason, jitter, nowMs }, nowMs)
    }
    case 'connection-opened':
      return changeConnection(state, { type: 'opened', generation: input.generation, nowMs }, nowMs)
    case 'connection-failed': {
      const { generation, error: reason, isFatal, jitter } = input
      return changeConnection(state, { type: 'failed', generation, reason, isFatal, jitter, nowMs }, nowMs)
    }
  }
}

/** What time makes due: an attempt, a successor, the change to it. Only an open conversation opens anything. */
export function connectWhenDue(state: ConversationState, nowMs: number): ConversationStep {
  if (state.settings.reconnect === undefined || state.phase.type !== 'open') return step(state)
  return changeConnection(state, { type: 'tick', nowMs, isBetweenTurns: isBetweenTurns(state) }, nowMs)
}

function onOutput(state: ConversationState, output: ReconnectOutput, nowMs: number): ConversationStep {
  switch (output.type) {
    case 'open': {
      const { generation, attempt, purpose } = output
      return step(
        state,
        { type: 'open-connection', generation, attempt, purpose },
        ...showPhase(state, { type: 'connection', phase: 'connecting', purpose, attempt }),
      )
    }
    case 'close':
      return step(state, { type: 'close-connection', generation: output.generation })
    case 'lost':
      return whileOffline(state, nowMs, (offline) => endConnection(offline, nowMs))
    case 'taken': {
      const { purpose } = output
      const left =
        purpose === 'rollover' ? whileOffline(state, nowMs, (offline) => endConnection(offline, nowMs)) : step(state)
      const taken = andThen(left, (current) => takeConnection(current, output.generation))
      return andThen(taken, (current) =>
        step(current, ...showPhase(current, { type: 'connection', phase: 'connected', purpose })),
      )
    }
    case 'given-up':
      return loseVoice(state, output.reason, nowMs)
  }
}

/** The work goes on without a voice; what was not said is missed, visibly. */
function loseVoice(state: ConversationState, reason: string, nowMs: number): ConversationStep {
  const unconnected: ConversationState = { ...state, phase: { type: 'unconnected', reason } }
  const shown = step(unconnected, ...showPhase(state, { type: 'connection', phase: 'given-up', reason }))
  return andThen(shown, (current) =>
    changeDeliveries(current, Object.keys(current.deliveries), { type: 'given-up' }, nowMs),
  )
}

/** What belonged to the old connection ends before anything can be said on the next one. */
function whileOffline(
  state: ConversationState,
  nowMs: number,
  next: (offline: ConversationState) => ConversationStep,
): ConversationStep {
  const { reconnect } = state
  const offline: ReconnectState = { ...reconnect, phase: { type: 'waiting', attempt: 0, dueAtMs: nowMs } }
  // The seed of the next session needs what was said last.
  const ended = recordHistory({ type: 'tick', nowMs }, next({ ...state, reconnect: offline }))
  return { state: { ...ended.state, reconnect }, effects: ended.effects }
}

function showWaiting(state: ConversationState, after: ReconnectState, input: ReconnectInput, nowMs: number) {
  const { phase } = after
  if (phase.type !== 'waiting' || !('reason' in input)) return []
  const { attempt, dueAtMs } = phase
  const { reason } = input
  return showPhase(state, { type: 'connection', phase: 'waiting', attempt, delayMs: dueAtMs - nowMs, reason })
}

/** Of the one connection that the caller has opened there is nothing to tell. */
function showPhase(state: ConversationState, event: ConnectionPhaseEvent) {
  return state.settings.reconnect === undefined ? [] : [{ type: 'show', event } as const]
}
