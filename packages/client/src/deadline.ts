import { ParleyError } from '@parley/wire'
import type { Clock } from './clock.js'

export interface Deadline {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Waits for `work`, but no longer than the deadline and the caller's signal allow; then it rejects with `timeout` or
 * `aborted` and tells `work` by its signal. `what` names the thing in the message (`creating a call at …`).
 */
export async function withDeadline<T>(
  deadline: Deadline,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, timeoutMs, signal } = deadline
  if (signal?.aborted === true) throw abortedError(what, signal)
  const stop = new AbortController()
  let cleanUp: () => void = () => undefined
  const givenUp = new Promise<never>((_resolve, reject) => {
    const giveUp = (error: ParleyError): void => {
      reject(error)
      stop.abort(error)
    }
    const onAbort = (): void => {
      giveUp(abortedError(what, signal))
    }
    const cancelTimer = clock.schedule(timeoutMs, () => {
      giveUp(new ParleyError('timeout', `${what} took longer than ${String(timeoutMs)} ms`))
    })
    signal?.addEventListener('abort', onAbort, { once: true })
    cleanUp = () => {
      cancelTimer()
      signal?.removeEventListener('abort', onAbort)
    }
  })
  try {
    return await Promise.race([work(stop.signal), givenUp])
  } finally {
    cleanUp()
  }
}

function abortedError(what: string, signal: AbortSignal | undefined): ParleyError {
  return new ParleyError('aborted', `${what} was aborted`, { cause: signal?.reason })
}
