/** Where the door takes its time from; tests hand in one that they move by hand. */
export interface DoorClock {
  /** Milliseconds that never go back, whatever happens to the clock on the wall. */
  now(): number
  /** Calls back once; what is returned calls it off. A timer that waits does not keep the process alive. */
  schedule(delayMs: number, callback: () => void): () => void
}

export const systemDoorClock: DoorClock = {
  now: () => performance.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
