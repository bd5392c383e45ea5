import type { ServerClock } from '../clock.js'

/** Time that stands still until it is moved. */
export interface FakeClock extends ServerClock {
  advance(ms: number): void
}

export function createFakeClock(startMs = 1_700_000_000_000): FakeClock {
  const timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>()
  let nowMs = startMs
  return {
    nowMs: () => nowMs,
    setTimer(delayMs, callback) {
      const timer = { dueMs: nowMs + delayMs, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const endMs = nowMs + ms
      for (;;) {
        const due = [...timers].filter(({ dueMs }) => dueMs <= endMs).sort((one, other) => one.dueMs - other.dueMs)[0]
        if (due === undefined) break
        timers.delete(due)
        nowMs = due.dueMs
        due.callback()
      }
      nowMs = endMs
    },
  }
}
