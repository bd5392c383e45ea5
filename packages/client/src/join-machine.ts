import type { ParleyError } from '@parley/wire'
import { isWorthRetrying, retryDelayMs } from './retry.js'
import type { RetryOptions } from './retry.js'

/** Opening a socket, again where the peer refused for now. Ends in `open` (the socket is handed over) or `failed`. */
export type JoinState =
  | { readonly phase: 'connecting'; readonly attempt: number; readonly retry: RetryOptions }
  | { readonly phase: 'retrying'; readonly attempt: number; readonly retry: RetryOptions }
  | { readonly phase: 'open' }
  | { readonly phase: 'failed' }

export type JoinInput =
  | { readonly type: 'opened' }
  /** `random`: 0 to 1, for the jitter. */
  | { readonly type: 'refused'; readonly error: ParleyError; readonly random: number }
  | { readonly type: 'retry-due' }
  /** The caller gave up, or the time is over. */
  | { readonly type: 'abandoned'; readonly error: ParleyError }

export type JoinEffect =
  | { readonly type: 'open-socket' }
  | { readonly type: 'schedule-retry'; readonly delayMs: number }
  | { readonly type: 'succeed' }
  | { readonly type: 'fail'; readonly error: ParleyError }

export interface JoinStep {
  readonly state: JoinState
  readonly effects: readonly JoinEffect[]
}

export function startJoin(retry: RetryOptions): JoinStep {
  return { state: { phase: 'connecting', attempt: 1, retry }, effects: [{ type: 'open-socket' }] }
}

/** Pure. Late inputs (a refusal after the caller gave up) change nothing. */
export function stepJoin(state: JoinState, input: JoinInput): JoinStep {
  if (state.phase === 'open' || state.phase === 'failed') return { state, effects: [] }
  switch (input.type) {
    case 'opened':
      return { state: { phase: 'open' }, effects: [{ type: 'succeed' }] }
    case 'refused':
      return refused(state.attempt, state.retry, input.error, input.random)
    case 'retry-due':
      if (state.phase !== 'retrying') return { state, effects: [] }
      return {
        state: { phase: 'connecting', attempt: state.attempt + 1, retry: state.retry },
        effects: [{ type: 'open-socket' }],
      }
    case 'abandoned':
      return { state: { phase: 'failed' }, effects: [{ type: 'fail', error: input.error }] }
  }
}

function refused(attempt: number, retry: RetryOptions, error: ParleyError, random: number): JoinStep {
  if (attempt >= retry.maxAttempts || !isWorthRetrying(error.status)) {
    return { state: { phase: 'failed' }, effects: [{ type: 'fail', error }] }
  }
  const delayMs = retryDelayMs(attempt, retry.baseDelayMs, random)
  return { state: { phase: 'retrying', attempt, retry }, effects: [{ type: 'schedule-retry', delayMs }] }
}
