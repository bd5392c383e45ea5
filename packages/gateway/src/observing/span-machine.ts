import type { RecordedStep, ShownEvent } from '@parley/conversation'

/** The kinds of work that a conversation is made of, each with a beginning and an end. */
export type SpanName = 'turn' | 'response' | 'task' | 'delivery'

/** Numbers, ids and phases only: what was said never enters a trace. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface FinishedSpan {
  readonly name: SpanName
  /** Unique within its name and conversation. */
  readonly key: string
  /** The span that it belongs under; it may have ended before. */
  readonly parent: SpanRef | undefined
  /** Milliseconds since 1970. */
  readonly startMs: number
  readonly endMs: number
  readonly attributes: SpanAttributes
  readonly isError: boolean
}

export interface SpanRef {
  readonly name: SpanName
  readonly key: string
}

interface OpenSpan {
  readonly startMs: number
  readonly parent: SpanRef | undefined
  readonly attributes: SpanAttributes
}

export interface SpanState {
  readonly open: Readonly<Record<string, OpenSpan>>
  readonly turnCount: number
  /** Of the turn that is open: when the user stopped speaking. */
  readonly spokenAtMs: number | undefined
  readonly responseId: string | undefined
}

export interface SpanStep {
  readonly state: SpanState
  readonly finished: readonly FinishedSpan[]
}

export const noSpans: SpanState = { open: {}, turnCount: 0, spokenAtMs: undefined, responseId: undefined }

/** So many spans may be open at once; what is opened past that is not traced. */
const MAX_OPEN = 1000

/**
 * Folds what a conversation's machine did into spans: a turn from the user's first sound to the first sound of the answer, a
 * response from its creation to its end, a task from its acceptance to its end, a delivery from its offer to the user's ear.
 */
export function stepSpans(state: SpanState, { input, effects }: RecordedStep): SpanStep {
  const { nowMs } = input
  const heard = input.type === 'connection' ? onConnection(state, input.event, nowMs) : { state, finished: [] }
  return effects.reduce<SpanStep>((step, effect) => {
    if (effect.type === 'play') return append(step, endTurn(step.state, nowMs))
    return effect.type === 'show' ? append(step, onShown(step.state, effect.event, nowMs)) : step
  }, heard)
}

/** What is open when a conversation ends. */
export function endSpans(state: SpanState, nowMs: number): SpanStep {
  return Object.keys(state.open).reduce<SpanStep>(
    (step, id) => append(step, end(step.state, refOf(id), nowMs, { 'parley.is_cut_off': true })),
    { state, finished: [] },
  )
}

type ConnectionEvent = Extract<RecordedStep['input'], { type: 'connection' }>['event']

function onConnection(state: SpanState, event: ConnectionEvent, nowMs: number): SpanStep {
  switch (event.type) {
    case 'input_audio_speech_started':
      return beginTurn(state, nowMs)
    case 'input_audio_speech_stopped':
      return none({ ...state, spokenAtMs: nowMs })
    case 'response_created':
      return event.responseId === undefined ? none(state) : beginResponse(state, event.responseId, nowMs)
    case 'response_done':
      return endResponse(state, event.responseId, event.status ?? 'unknown', nowMs)
    default:
      return none(state)
  }
}

/** A turn that was not answered ends where the next one begins. */
function beginTurn(state: SpanState, nowMs: number): SpanStep {
  const before = endUnanswered(state, nowMs)
  const turnCount = before.state.turnCount + 1
  const begun = begin({ ...before.state, turnCount, spokenAtMs: undefined }, turnRef(turnCount), nowMs)
  return { state: begun, finished: before.finished }
}

function endUnanswered(state: SpanState, nowMs: number): SpanStep {
  return end(state, turnRef(state.turnCount), nowMs, { 'parley.turn.is_answered': false })
}

function endTurn(state: SpanState, nowMs: number): SpanStep {
  const { spokenAtMs } = state
  // Speech that plays on while the user has begun to speak is not the answer to it.
  if (spokenAtMs === undefined) return none(state)
  const step = end(state, turnRef(state.turnCount), nowMs, {
    'parley.turn.is_answered': true,
    'parley.turn.silence_ms': nowMs - spokenAtMs,
  })
  return { ...step, state: { ...step.state, spokenAtMs: undefined } }
}

function beginResponse(state: SpanState, responseId: string, nowMs: number): SpanStep {
  const turn = turnRef(state.turnCount)
  const parent = state.open[idOf(turn)] === undefined ? undefined : turn
  return none({ ...begin(state, { name: 'response', key: responseId }, nowMs, parent), responseId })
}

function endResponse(state: SpanState, responseId: string | undefined, status: string, nowMs: number): SpanStep {
  const key = responseId ?? state.responseId
  if (key === undefined) return none(state)
  return end(state, { name: 'response', key }, nowMs, { 'parley.response.status': status }, status === 'failed')
}

function onShown(state: SpanState, event: ShownEvent, nowMs: number): SpanStep {
  if (event.type === 'closed') return endSpans(state, nowMs)
  if (event.type === 'delivery') return onDelivery(state, event, nowMs)
  if (event.type !== 'task') return none(state)
  const ref: SpanRef = { name: 'task', key: event.taskId }
  if (event.phase === 'accepted')
    return none(begin(state, ref, nowMs, undefined, { 'parley.task.number': event.number }))
  if (!('result' in event)) return none(state)
  const isError = event.phase === 'failed' || event.phase === 'timed-out'
  return end(state, ref, nowMs, { 'parley.task.outcome': event.phase }, isError)
}

function onDelivery(state: SpanState, event: Extract<ShownEvent, { type: 'delivery' }>, nowMs: number): SpanStep {
  const ref: SpanRef = { name: 'delivery', key: event.deliveryId }
  const parent: SpanRef = { name: 'task', key: event.taskId }
  const { phase, kind } = event
  if (phase === 'heard' || phase === 'missed') {
    return end(state, ref, nowMs, { 'parley.delivery.phase': phase }, phase === 'missed')
  }
  return none(begin(state, ref, nowMs, parent, { 'parley.delivery.kind': kind }))
}

/** What is open already stays as it began. */
function begin(
  state: SpanState,
  ref: SpanRef,
  startMs: number,
  parent?: SpanRef,
  attributes: SpanAttributes = {},
): SpanState {
  const id = idOf(ref)
  if (state.open[id] !== undefined || Object.keys(state.open).length >= MAX_OPEN) return state
  return { ...state, open: { ...state.open, [id]: { startMs, parent, attributes } } }
}

function end(state: SpanState, ref: SpanRef, endMs: number, attributes: SpanAttributes, isError = false): SpanStep {
  const id = idOf(ref)
  const { [id]: span, ...open } = state.open
  if (span === undefined) return none(state)
  const { startMs, parent } = span
  const finished = { ...ref, parent, startMs, endMs, attributes: { ...span.attributes, ...attributes }, isError }
  return { state: { ...state, open }, finished: [finished] }
}

const turnRef = (count: number): SpanRef => ({ name: 'turn', key: String(count) })
const idOf = ({ name, key }: SpanRef): string => `${name}:${key}`
const none = (state: SpanState): SpanStep => ({ state, finished: [] })

function append(before: SpanStep, after: SpanStep): SpanStep {
  return { state: after.state, finished: [...before.finished, ...after.finished] }
}

const NAMES: readonly SpanName[] = ['turn', 'response', 'task', 'delivery']

function refOf(id: string): SpanRef {
  const name = NAMES.find((each) => id.startsWith(`${each}:`)) ?? 'task'
  return { name, key: id.slice(name.length + 1) }
}
