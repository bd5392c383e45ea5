/** Where a driver takes its time from; tests hand in one that they move by hand. */
export interface ServerClock {
  /** Unix time in ms. */
  nowMs(): number
  /** Calls back once; the returned function calls it off. A waiting timer does not keep the process alive by itself. */
  setTimer(delayMs: number, callback: () => void): () => void
}

/** Longest delay that Node's timers take. */
const MAX_DELAY_MS = 2 ** 31 - 1

export const systemClock: ServerClock = {
  nowMs: () => Date.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, MAX_DELAY_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
