import type { ShownEvent } from '@parley/conversation'

/** How a whole spoken turn ended, for the exit code and the `ended` line. */
export interface SayOutcome {
  readonly ok: boolean
  /** What to tell the user where it is not ok. */
  readonly problem: string | undefined
}

/**
 * `speaking`: the file is being spoken. `waiting`: all is said, the answer is awaited. `settling`: nothing is open any
 * more; a short quiet ends it, because one more sentence may come.
 */
export type SayPhase = 'speaking' | 'waiting' | 'settling' | 'ended'

export interface SayState {
  readonly phase: SayPhase
  /** Phase of each task, by id. */
  readonly tasks: ReadonlyMap<string, string>
  /** Results that have not reached the ear, by delivery id. */
  readonly openDeliveries: ReadonlySet<string>
  readonly heardUser: boolean
  readonly replies: number
  readonly deadlineMs: number
  readonly outcome: SayOutcome | undefined
}

export type SayInput =
  | { readonly type: 'event'; readonly event: ShownEvent; readonly nowMs: number }
  | { readonly type: 'audio-sent'; readonly nowMs: number }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'interrupted' }

export interface SayLimits {
  /** For the whole task. */
  readonly taskMs: number
  /** After the last word of the file, until anything comes back. */
  readonly answerMs: number
  /** Quiet that ends the turn. */
  readonly settleMs: number
}

export const defaultSayLimits: SayLimits = { taskMs: 600_000, answerMs: 20_000, settleMs: 700 }

export function createSayState(): SayState {
  return {
    phase: 'speaking',
    tasks: new Map(),
    openDeliveries: new Set(),
    heardUser: false,
    replies: 0,
    deadlineMs: Infinity,
    outcome: undefined,
  }
}

/** Pure. `outcome` is set exactly once, with the phase `ended`. */
export function stepSay(state: SayState, input: SayInput, limits: SayLimits = defaultSayLimits): SayState {
  if (state.phase === 'ended') return state
  switch (input.type) {
    case 'interrupted':
      return end(state, 'interrupted')
    case 'audio-sent':
      return settle({ ...state, phase: 'waiting' }, input.nowMs, limits)
    case 'tick':
      return input.nowMs >= state.deadlineMs ? endAtDeadline(state) : state
    case 'event': {
      if (input.event.type === 'closed') return end(state, `the connection closed: ${input.event.reason}`)
      if (input.event.type === 'error' && input.event.isFatal) return end(state, input.event.message)
      const next = takeEvent(state, input.event)
      if (state.phase === 'speaking' || isRepetition(state, input.event)) return next
      return settle(next, input.nowMs, limits)
    }
  }
}

/** A server that never answers is asked again and again: that is no sign of life, and gives no more time. */
function isRepetition(state: SayState, event: ShownEvent): boolean {
  if (event.type === 'error') return true
  return event.type === 'delivery' && openDeliveryPhases.has(event.phase) && state.openDeliveries.has(event.deliveryId)
}

function takeEvent(state: SayState, event: ShownEvent): SayState {
  switch (event.type) {
    case 'transcript':
      return event.role === 'user' && event.text.trim() !== '' ? { ...state, heardUser: true } : state
    case 'task':
      return { ...state, tasks: new Map(state.tasks).set(event.taskId, event.phase) }
    case 'delivery':
      return event.kind === 'result' ? { ...state, openDeliveries: openDeliveries(state, event) } : state
    case 'reply':
      return { ...state, replies: state.replies + 1 }
    default:
      return state
  }
}

function openDeliveries(
  state: SayState,
  event: Extract<ShownEvent, { readonly type: 'delivery' }>,
): ReadonlySet<string> {
  const open = new Set(state.openDeliveries)
  if (openDeliveryPhases.has(event.phase)) open.add(event.deliveryId)
  else open.delete(event.deliveryId)
  return open
}

const openDeliveryPhases: ReadonlySet<string> = new Set(['pending', 'sent'])
const endPhases: ReadonlySet<string> = new Set(['finished', 'failed', 'cancelled', 'timed-out'])

function isTaskOpen(state: SayState): boolean {
  return [...state.tasks.values()].some((phase) => !endPhases.has(phase))
}

/** What is awaited next, and until when. */
function settle(state: SayState, nowMs: number, limits: SayLimits): SayState {
  if (isTaskOpen(state)) return { ...state, phase: 'waiting', deadlineMs: nowMs + limits.taskMs }
  const isAnswered = state.openDeliveries.size === 0 && state.replies > 0
  if (!isAnswered) return { ...state, phase: 'waiting', deadlineMs: nowMs + limits.answerMs }
  return { ...state, phase: 'settling', deadlineMs: nowMs + limits.settleMs }
}

function endAtDeadline(state: SayState): SayState {
  if (state.phase === 'settling') return end(state, settledProblem(state))
  if (isTaskOpen(state)) return end(state, 'the task did not end in time; give it longer with --timeout')
  if (state.openDeliveries.size > 0) return end(state, 'the result was not spoken')
  return end(state, 'nothing came back: no speech was understood in the file')
}

function settledProblem(state: SayState): string | undefined {
  for (const [taskId, phase] of state.tasks) {
    if (phase !== 'finished') return `${taskId} ended as ${phase}`
  }
  return state.heardUser || state.tasks.size > 0 ? undefined : 'no speech was understood in the file'
}

function end(state: SayState, problem: string | undefined): SayState {
  return { ...state, phase: 'ended', outcome: { ok: problem === undefined, problem } }
}
