/** Time for a driver; machines get it inside their inputs. */
export interface Clock {
  /** Milliseconds since 1970, never going back: a changed wall clock fires no timer early or late. */
  now(): number
  /** Calls back once when `now()` has reached `atMs`, never inside this call. Returns a function that forgets it. */
  setTimer(atMs: number, callback: () => void): () => void
}

/** The longest wait that the host's timers take; a later time is reached in steps by whoever sets the timer again. */
const MAX_WAIT_MS = 2_147_483_647

export function createSystemClock(): Clock {
  const now = (): number => Math.round(performance.timeOrigin + performance.now())
  return {
    now,
    setTimer(atMs, callback) {
      const timer = setTimeout(callback, Math.min(MAX_WAIT_MS, Math.max(0, atMs - now())))
      return () => {
        clearTimeout(timer)
      }
    },
  }
}
