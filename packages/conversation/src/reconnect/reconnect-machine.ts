import { backoffMs } from './backoff.js'
import type { ReconnectSettings } from './reconnect-settings.js'
import type {
  ConnectPurpose,
  LiveConnection,
  ReconnectInput,
  ReconnectOutput,
  ReconnectPhase,
  ReconnectState,
  ReconnectStep,
  Successor,
} from './reconnect-state.js'
import { forcedAtMs, isSensibleEnd, rolloverAtMs } from './session-lifetime.js'

/** `settings`: `undefined` = a lost connection is not replaced. */
export function stepReconnect(
  state: ReconnectState,
  input: ReconnectInput,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  switch (input.type) {
    case 'opened':
      return onOpened(state, input.generation, input.nowMs, settings)
    case 'failed':
      return onFailed(state, input, settings)
    case 'closed':
      return onClosed(state, input, settings)
    case 'refused':
      return onRefused(state, input, settings)
    case 'session-ends':
      return only(withEnd(state, input.generation, input.endsAtMs))
    case 'tick':
      return onTick(state, input.nowMs, input.isBetweenTurns, settings)
  }
}

/** The connection that the conversation speaks and listens on; `undefined` while there is none. */
export function liveGeneration({ phase }: ReconnectState): number | undefined {
  return phase.type === 'connected' || phase.type === 'rolling-over' ? phase.live.generation : undefined
}

/** When this state changes by itself. */
export function reconnectDeadline(
  { phase }: ReconnectState,
  settings: ReconnectSettings | undefined,
): number | undefined {
  if (settings === undefined) return undefined
  switch (phase.type) {
    case 'waiting':
      return phase.dueAtMs
    case 'connected':
      return rolloverAtMs(phase.live, settings)
    case 'rolling-over':
      return phase.successor.isOpen ? forcedAtMs(phase.live, settings) : undefined
    case 'connecting':
    case 'given-up':
      return undefined
  }
}

const only = (state: ReconnectState): ReconnectStep => ({ state, outputs: [] })

function onOpened(
  state: ReconnectState,
  generation: number,
  nowMs: number,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  const { phase } = state
  const endsAtMs = settings === undefined ? undefined : nowMs + settings.sessionMs
  if (phase.type === 'connecting' && phase.generation === generation) {
    const purpose = state.hasBeenOpen ? 'reconnect' : 'first'
    const live = newLive({ generation, openedAtMs: nowMs, endsAtMs }, phase.attempt)
    return {
      state: { ...state, phase: { type: 'connected', live }, hasBeenOpen: true },
      outputs: [{ type: 'taken', generation, purpose }],
    }
  }
  if (phase.type === 'rolling-over' && phase.successor.generation === generation) {
    return only({ ...state, phase: { ...phase, successor: { generation, isOpen: true, openedAtMs: nowMs, endsAtMs } } })
  }
  // Nobody waits for it any more.
  return { state, outputs: [{ type: 'close', generation }] }
}

function onFailed(
  state: ReconnectState,
  { generation, reason, isFatal, jitter, nowMs }: Extract<ReconnectInput, { type: 'failed' }>,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  const { phase } = state
  if (phase.type === 'connecting' && phase.generation === generation) {
    return isFatal ? giveUp(state, reason) : waitFor(state, phase.attempt + 1, reason, jitter, nowMs, settings)
  }
  const isSuccessor = phase.type === 'rolling-over' && phase.successor.generation === generation
  return isSuccessor ? only(withoutSuccessor(state, phase.live, jitter, nowMs)) : only(state)
}

function onClosed(
  state: ReconnectState,
  { generation, reason, jitter, nowMs }: Extract<ReconnectInput, { type: 'closed' }>,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  const { phase } = state
  if (phase.type !== 'connected' && phase.type !== 'rolling-over') return only(state)
  if (phase.type === 'rolling-over' && phase.successor.generation === generation) {
    return only(withoutSuccessor(state, phase.live, jitter, nowMs))
  }
  if (phase.live.generation !== generation) return only(state)
  return lose(state, phase, reason, jitter, nowMs, settings)
}

function onRefused(
  state: ReconnectState,
  { generation, reason, isFatal, nowMs }: Extract<ReconnectInput, { type: 'refused' }>,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  const { phase } = state
  if (settings === undefined || (phase.type !== 'connected' && phase.type !== 'rolling-over')) return only(state)
  const closing = { type: 'close', generation } as const
  if (phase.type === 'rolling-over' && phase.successor.generation === generation) {
    return { state: withoutSuccessor(state, phase.live, 0, nowMs), outputs: [closing] }
  }
  if (phase.live.generation !== generation) return only(state)
  const next = isFatal ? giveUpLive(state, phase, reason) : lose(state, phase, reason, 0, nowMs, settings)
  return { state: next.state, outputs: [closing, ...next.outputs] }
}

type LivePhase = Extract<ReconnectPhase, { type: 'connected' | 'rolling-over' }>

/** A successor that is open already takes over at once; else a new one is opened. */
function lose(
  state: ReconnectState,
  phase: LivePhase,
  reason: string,
  jitter: number,
  nowMs: number,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  const lost = { type: 'lost', reason } as const
  if (phase.type === 'rolling-over') {
    if (phase.successor.isOpen) return after(lost, take(state, phase.successor, 'reconnect'))
    const { generation } = phase.successor
    return { state: { ...state, phase: { type: 'connecting', attempt: 0, generation } }, outputs: [lost] }
  }
  const { openedAtMs, attempt } = phase.live
  const isStable = settings === undefined || nowMs - openedAtMs >= settings.stableMs
  return after(lost, waitFor(state, isStable ? 0 : attempt + 1, reason, jitter, nowMs, settings))
}

function giveUpLive(state: ReconnectState, phase: LivePhase, reason: string): ReconnectStep {
  const given = after({ type: 'lost', reason }, giveUp(state, reason))
  if (phase.type === 'connected') return given
  return after({ type: 'close', generation: phase.successor.generation }, given)
}

function waitFor(
  state: ReconnectState,
  attempt: number,
  reason: string,
  jitter: number,
  nowMs: number,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  if (settings === undefined || attempt >= settings.maxAttempts) return giveUp(state, reason)
  return only({ ...state, phase: { type: 'waiting', attempt, dueAtMs: nowMs + backoffMs(attempt, jitter) } })
}

function giveUp(state: ReconnectState, reason: string): ReconnectStep {
  return { state: { ...state, phase: { type: 'given-up', reason } }, outputs: [{ type: 'given-up', reason }] }
}

function onTick(
  state: ReconnectState,
  nowMs: number,
  isBetweenTurns: boolean,
  settings: ReconnectSettings | undefined,
): ReconnectStep {
  const { phase } = state
  if (settings === undefined) return only(state)
  if (phase.type === 'waiting') {
    const purpose = state.hasBeenOpen ? 'reconnect' : 'first'
    return nowMs >= phase.dueAtMs ? open(state, phase.attempt, purpose) : only(state)
  }
  if (phase.type === 'connected') {
    const dueAtMs = rolloverAtMs(phase.live, settings)
    return dueAtMs !== undefined && nowMs >= dueAtMs ? openSuccessor(state, phase.live) : only(state)
  }
  if (phase.type !== 'rolling-over' || !phase.successor.isOpen) return only(state)
  const forcedMs = forcedAtMs(phase.live, settings)
  const isForced = forcedMs !== undefined && nowMs >= forcedMs
  return isBetweenTurns || isForced ? rollOver(state, phase) : only(state)
}

function open(state: ReconnectState, attempt: number, purpose: ConnectPurpose): ReconnectStep {
  const generation = state.lastGeneration + 1
  return {
    state: { ...state, phase: { type: 'connecting', attempt, generation }, lastGeneration: generation },
    outputs: [{ type: 'open', generation, attempt, purpose }],
  }
}

function openSuccessor(state: ReconnectState, live: LiveConnection): ReconnectStep {
  const generation = state.lastGeneration + 1
  const successor: Successor = { generation, isOpen: false, openedAtMs: 0, endsAtMs: undefined }
  return {
    state: { ...state, phase: { type: 'rolling-over', live, successor }, lastGeneration: generation },
    outputs: [{ type: 'open', generation, attempt: live.rolloverAttempt, purpose: 'rollover' }],
  }
}

function rollOver(state: ReconnectState, phase: Extract<ReconnectPhase, { type: 'rolling-over' }>): ReconnectStep {
  const taken = take(state, phase.successor, 'rollover')
  return { ...taken, outputs: [...taken.outputs, { type: 'close', generation: phase.live.generation }] }
}

function take(state: ReconnectState, successor: Successor, purpose: ConnectPurpose): ReconnectStep {
  const { generation } = successor
  return {
    state: { ...state, phase: { type: 'connected', live: newLive(successor, 0) } },
    outputs: [{ type: 'taken', generation, purpose }],
  }
}

/** The old connection still has its time; the next attempt comes after a while. */
function withoutSuccessor(state: ReconnectState, live: LiveConnection, jitter: number, nowMs: number): ReconnectState {
  const rolloverAttempt = live.rolloverAttempt + 1
  const notBeforeMs = nowMs + backoffMs(rolloverAttempt, jitter)
  return { ...state, phase: { type: 'connected', live: { ...live, rolloverAttempt, notBeforeMs } } }
}

function withEnd(state: ReconnectState, generation: number, endsAtMs: number): ReconnectState {
  const { phase } = state
  if (phase.type !== 'connected' && phase.type !== 'rolling-over') return state
  if (phase.live.generation === generation) {
    return isSensibleEnd(phase.live.openedAtMs, endsAtMs)
      ? { ...state, phase: { ...phase, live: { ...phase.live, endsAtMs } } }
      : state
  }
  if (phase.type !== 'rolling-over' || phase.successor.generation !== generation) return state
  return isSensibleEnd(phase.successor.openedAtMs, endsAtMs)
    ? { ...state, phase: { ...phase, successor: { ...phase.successor, endsAtMs } } }
    : state
}

function newLive(
  { generation, openedAtMs, endsAtMs }: Pick<Successor, 'generation' | 'openedAtMs' | 'endsAtMs'>,
  attempt: number,
): LiveConnection {
  return { generation, openedAtMs, attempt, endsAtMs, notBeforeMs: 0, rolloverAttempt: 0 }
}

function after(output: ReconnectOutput, { state, outputs }: ReconnectStep): ReconnectStep {
  return { state, outputs: [output, ...outputs] }
}
