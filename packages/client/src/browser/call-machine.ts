import type { ParleyError } from '@parley/wire'
import { retryDelayMs } from '../retry.js'
import type { RetryOptions } from '../retry.js'

/**
 * A call over WebRTC as its user sees it, over as many calls of the server as it takes. `disconnected`: the network is silent
 * and may come back. `replacing`: it did not, a new call is being made; `waiting`: before the next attempt to make one.
 */
export type CallState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected' }
  | { readonly phase: 'disconnected' }
  | { readonly phase: 'replacing'; readonly attempt: number }
  | { readonly phase: 'waiting'; readonly attempt: number }
  | { readonly phase: 'ended' }

export type CallPhase = CallState['phase']

/** Why a call is over: we hung up, the server did, or no network carried it any more. */
export type CallEnd =
  { readonly by: 'local' } | { readonly by: 'remote' } | { readonly by: 'error'; readonly error: ParleyError }

/** All but `close-requested` and the timers are about the present leg: what an earlier one still says is not fed. */
export type CallInput =
  | { readonly type: 'leg-ready' }
  /** `random`: 0 to 1, for the jitter. */
  | { readonly type: 'leg-failed'; readonly error: ParleyError; readonly random: number }
  | { readonly type: 'media-connected' }
  | { readonly type: 'media-disconnected' }
  | { readonly type: 'media-failed' }
  /** The other end has closed the channel, which no broken network does. */
  | { readonly type: 'channel-closed' }
  | { readonly type: 'grace-over' }
  | { readonly type: 'retry-due' }
  | { readonly type: 'close-requested' }

export type CallEffect =
  /** Makes a call of the server; `leg-ready` or `leg-failed` follows. */
  | { readonly type: 'open-leg' }
  /** Ends what the present leg is, and its call at the server. `isLost`: its connection did not end, it broke. */
  | { readonly type: 'drop-leg'; readonly isLost: boolean }
  | { readonly type: 'start-grace' }
  | { readonly type: 'stop-grace' }
  | { readonly type: 'schedule-retry'; readonly delayMs: number }
  | { readonly type: 'started' }
  /** The conversation goes on over a new call. */
  | { readonly type: 'moved' }
  | { readonly type: 'ended'; readonly end: CallEnd }

export interface CallStep {
  readonly state: CallState
  readonly effects: readonly CallEffect[]
}

export function startCall(): CallStep {
  return { state: { phase: 'connecting' }, effects: [{ type: 'open-leg' }] }
}

/** Pure. Of the new call there are `retry.maxAttempts` attempts; the first call of all is tried once. */
export function stepCall(state: CallState, input: CallInput, retry: RetryOptions): CallStep {
  if (state.phase === 'ended') return { state, effects: [] }
  switch (input.type) {
    case 'leg-ready':
      return onReady(state)
    case 'leg-failed':
      return onLegFailed(state, input.error, retry, input.random)
    case 'media-connected':
      return state.phase === 'disconnected' ? to({ phase: 'connected' }, { type: 'stop-grace' }) : stay(state)
    case 'media-disconnected':
      return state.phase === 'connected' ? to({ phase: 'disconnected' }, { type: 'start-grace' }) : stay(state)
    case 'media-failed':
    case 'grace-over':
      return onLost(state)
    case 'channel-closed':
      return hasLeg(state) ? end(state, { by: 'remote' }) : stay(state)
    case 'retry-due':
      if (state.phase !== 'waiting') return stay(state)
      return to({ phase: 'replacing', attempt: state.attempt + 1 }, { type: 'open-leg' })
    case 'close-requested':
      return end(state, { by: 'local' })
  }
}

function onReady(state: CallState): CallStep {
  if (state.phase === 'connecting') return to({ phase: 'connected' }, { type: 'started' })
  return state.phase === 'replacing' ? to({ phase: 'connected' }, { type: 'moved' }) : stay(state)
}

function onLegFailed(state: CallState, error: ParleyError, retry: RetryOptions, random: number): CallStep {
  if (state.phase === 'connecting') return end(state, { by: 'error', error })
  if (state.phase !== 'replacing') return stay(state)
  if (state.attempt >= retry.maxAttempts) return end(state, { by: 'error', error })
  const delayMs = retryDelayMs(state.attempt, retry.baseDelayMs, random)
  return to(
    { phase: 'waiting', attempt: state.attempt },
    { type: 'drop-leg', isLost: true },
    { type: 'schedule-retry', delayMs },
  )
}

/** A server takes one offer per call, so there is no ICE restart: a new call takes over, and the old one must not go on. */
function onLost(state: CallState): CallStep {
  if (!hasLeg(state)) return stay(state)
  const stop: readonly CallEffect[] = state.phase === 'disconnected' ? [{ type: 'stop-grace' }] : []
  return to({ phase: 'replacing', attempt: 1 }, ...stop, { type: 'drop-leg', isLost: true }, { type: 'open-leg' })
}

const hasLeg = ({ phase }: CallState): boolean => phase === 'connected' || phase === 'disconnected'

function end(state: CallState, how: CallEnd): CallStep {
  const stop: readonly CallEffect[] = state.phase === 'disconnected' ? [{ type: 'stop-grace' }] : []
  return to({ phase: 'ended' }, ...stop, { type: 'drop-leg', isLost: false }, { type: 'ended', end: how })
}

const to = (state: CallState, ...effects: readonly CallEffect[]): CallStep => ({ state, effects })
const stay = (state: CallState): CallStep => ({ state, effects: [] })
