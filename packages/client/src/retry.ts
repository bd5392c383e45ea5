/** How often and how fast a refused or broken attempt is repeated. */
export interface RetryOptions {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number
  /** Before the second attempt; doubles each time. */
  readonly baseDelayMs: number
}

export const defaultRetry: RetryOptions = { maxAttempts: 3, baseDelayMs: 200 }

const MAX_DELAY_MS = 5_000
const retriedStatuses: ReadonlySet<number> = new Set([404, 408, 409, 425, 429])

/**
 * Wait before attempt `attempt + 1`: exponential, capped, with up to a quarter taken off by `random` (0 to 1), so that
 * many clients that failed together do not come back together.
 */
export function retryDelayMs(attempt: number, baseDelayMs: number, random: number): number {
  const full = Math.min(MAX_DELAY_MS, baseDelayMs * 2 ** Math.min(attempt - 1, 16))
  return Math.round(full * (1 - 0.25 * random))
}

/** `undefined` = the connection never got an answer. A call that is not there yet (404) may come; a wrong key never helps. */
export function isWorthRetrying(status: number | undefined): boolean {
  return status === undefined || retriedStatuses.has(status) || status >= 500
}
