/**
 * The one writer of `response.create`. A server runs one response at a time and starts some by itself (voice activity
 * detection), so what is wanted waits here, is folded into one request and comes back when a request was refused or lost.
 * Source: wire-protocol notes on `conversation_already_has_active_response`; docs/protocol/handoff.md.
 */
export interface ResponseWant {
  readonly reason: 'acknowledgement' | 'delivery' | 'text' | 'tool-output' | 'correction' | 'budget' | 'continuation'
  /** The delivery that the response shall speak. */
  readonly deliveryId?: string
  /** How often a response that was asked for it has ended without a word. Default 0. */
  readonly failures?: number
}

export type ResponseQueuePhase =
  | { readonly type: 'free' }
  /** Our request is on the wire and nothing has come back. */
  | { readonly type: 'asked'; readonly eventId: string; readonly wants: readonly ResponseWant[] }
  /** A response runs: ours, as far as we know, when it has `wants`; `eventId` is our request that may yet be refused. */
  | {
      readonly type: 'active'
      readonly responseId: string | undefined
      readonly eventId: string | undefined
      readonly wants: readonly ResponseWant[]
    }

export interface ResponseQueueState {
  readonly phase: ResponseQueuePhase
  readonly wanted: readonly ResponseWant[]
  readonly askedCount: number
  /** The server says which request a response answers: one that names none was begun by the server itself. */
  readonly isNaming: boolean
  /** When an unanswered request, or a response that says nothing more, counts as lost. */
  readonly deadlineAtMs: number | undefined
}

export interface ResponseQueueLimits {
  /** Waiting for `response.created`. */
  readonly askedMs: number
  /** Waiting for the next sign of a running response. */
  readonly activeMs: number
}

export type ResponseQueueInput =
  | { readonly type: 'wanted'; readonly want: ResponseWant }
  /** The delivery needs no voice any more. */
  | { readonly type: 'unwanted'; readonly deliveryId: string }
  /** `requestId`: our request that it answers, where the server says so. */
  | {
      readonly type: 'created'
      readonly responseId: string | undefined
      readonly requestId?: string | undefined
      readonly nowMs: number
    }
  /** The running response still says something. */
  | { readonly type: 'activity'; readonly nowMs: number }
  | { readonly type: 'ended'; readonly responseId: string | undefined }
  /** `eventId` of the refused request; a server that leaves it out means the last one. */
  | { readonly type: 'refused'; readonly eventId: string | undefined; readonly nowMs: number }
  /** The session is gone. What it was asked for is wanted again, but for deliveries, which come back by themselves, and for what it has begun to say. */
  | { readonly type: 'disconnected'; readonly hasSpoken: boolean }
  | { readonly type: 'tick'; readonly nowMs: number }
  /** The floor is free: nobody speaks. */
  | { readonly type: 'floor-free'; readonly nowMs: number }

export type ResponseQueueOutput =
  | { readonly type: 'ask'; readonly eventId: string; readonly wants: readonly ResponseWant[] }
  | { readonly type: 'response-ended'; readonly wants: readonly ResponseWant[]; readonly lost: boolean }
  | { readonly type: 'request-lost'; readonly eventId: string }

export interface ResponseQueueStep {
  readonly state: ResponseQueueState
  readonly outputs: readonly ResponseQueueOutput[]
}

export const emptyResponseQueue: ResponseQueueState = {
  phase: { type: 'free' },
  wanted: [],
  askedCount: 0,
  isNaming: false,
  deadlineAtMs: undefined,
}

export function stepResponseQueue(
  state: ResponseQueueState,
  input: ResponseQueueInput,
  limits: ResponseQueueLimits,
): ResponseQueueStep {
  switch (input.type) {
    case 'wanted':
      return only({ ...state, wanted: fold(state.wanted, [input.want]) })
    case 'unwanted':
      return only({ ...state, wanted: state.wanted.filter((want) => want.deliveryId !== input.deliveryId) })
    case 'created':
      return only(onCreated(state, input, input.nowMs + limits.activeMs))
    case 'activity':
      return only(state.phase.type === 'active' ? { ...state, deadlineAtMs: input.nowMs + limits.activeMs } : state)
    case 'ended':
      return isRunning(state.phase, input.responseId) ? end(state, state.phase.wants, false) : only(state)
    case 'refused':
      return only(onRefused(state, input.eventId, input.nowMs + limits.activeMs))
    case 'disconnected':
      return disconnect(state, input.hasSpoken)
    case 'tick':
      return state.deadlineAtMs !== undefined && input.nowMs >= state.deadlineAtMs ? onDeadline(state) : only(state)
    case 'floor-free':
      return state.phase.type === 'free' && state.wanted.length > 0
        ? ask(state, input.nowMs + limits.askedMs)
        : only(state)
  }
}

const only = (state: ResponseQueueState): ResponseQueueStep => ({ state, outputs: [] })

/** What is wanted twice is wanted once. */
function fold(wanted: readonly ResponseWant[], more: readonly ResponseWant[]): readonly ResponseWant[] {
  const isSame = (a: ResponseWant, b: ResponseWant): boolean => a.reason === b.reason && a.deliveryId === b.deliveryId
  return more.reduce((all, want) => (all.some((other) => isSame(other, want)) ? all : [...all, want]), wanted)
}

function ask(state: ResponseQueueState, deadlineAtMs: number): ResponseQueueStep {
  const askedCount = state.askedCount + 1
  const eventId = `parley_response_${askedCount}`
  const wants = state.wanted
  return {
    state: { ...state, phase: { type: 'asked', eventId, wants }, wanted: [], askedCount, deadlineAtMs },
    outputs: [{ type: 'ask', eventId, wants }],
  }
}

/**
 * The server says which request a response answers: whatever starts while we wait for ours belongs to it only then. Where
 * it does not say, the first one is taken for ours until our request is refused.
 */
function onCreated(
  state: ResponseQueueState,
  { responseId, requestId }: { readonly responseId: string | undefined; readonly requestId?: string | undefined },
  deadlineAtMs: number,
): ResponseQueueState {
  const { phase, wanted } = state
  const isNaming = state.isNaming || requestId !== undefined
  if (isAnothers(state, requestId)) {
    const waiting = phase.type === 'asked' ? fold(phase.wants, wanted) : wanted
    const active = { type: 'active', responseId, eventId: undefined, wants: [] } as const
    return { ...state, isNaming, phase: active, wanted: waiting, deadlineAtMs }
  }
  const mine = phase.type === 'free' ? { eventId: undefined, wants: [] } : phase
  const { eventId, wants } = mine
  return { ...state, isNaming, phase: { type: 'active', responseId, eventId, wants }, deadlineAtMs }
}

/** It begins while our request is on the wire and does not answer it: the server will refuse ours, or has lost it. */
export function isAnothers({ phase, isNaming }: ResponseQueueState, requestId: string | undefined): boolean {
  if (phase.type !== 'asked') return false
  return requestId === undefined ? isNaming : requestId !== phase.eventId
}

/** The server runs another response: ours is asked for again when that one has ended. */
function onRefused(state: ResponseQueueState, eventId: string | undefined, deadlineAtMs: number): ResponseQueueState {
  const { phase } = state
  if (phase.type === 'free' || phase.eventId === undefined) return state
  if (eventId !== undefined && eventId !== phase.eventId) return state
  const responseId = phase.type === 'active' ? phase.responseId : undefined
  return {
    ...state,
    phase: { type: 'active', responseId, eventId: undefined, wants: [] },
    wanted: fold(phase.wants, state.wanted),
    deadlineAtMs,
  }
}

function isRunning(
  phase: ResponseQueuePhase,
  responseId: string | undefined,
): phase is Extract<ResponseQueuePhase, { type: 'active' }> {
  if (phase.type !== 'active') return false
  return phase.responseId === undefined || responseId === undefined || phase.responseId === responseId
}

function end(state: ResponseQueueState, wants: readonly ResponseWant[], lost: boolean): ResponseQueueStep {
  return {
    state: { ...state, phase: { type: 'free' }, deadlineAtMs: undefined },
    outputs: [{ type: 'response-ended', wants, lost }],
  }
}

function disconnect(state: ResponseQueueState, hasSpoken: boolean): ResponseQueueStep {
  const { phase } = state
  // The next server may be another one.
  if (phase.type === 'free') return only(state.isNaming ? { ...state, isNaming: false } : state)
  const owed = hasSpoken ? [] : phase.wants.filter(({ deliveryId }) => deliveryId === undefined)
  return end({ ...state, isNaming: false, wanted: fold(owed, state.wanted) }, phase.wants, true)
}

function onDeadline(state: ResponseQueueState): ResponseQueueStep {
  const { phase } = state
  if (phase.type === 'active') return end(state, phase.wants, true)
  if (phase.type === 'free') return only({ ...state, deadlineAtMs: undefined })
  return {
    state: {
      ...state,
      phase: { type: 'free' },
      wanted: fold(phase.wants, state.wanted),
      deadlineAtMs: undefined,
    },
    outputs: [{ type: 'request-lost', eventId: phase.eventId }],
  }
}
