import type { Clock } from '../clock.js'

export interface FakeClock extends Clock {
  /** Moves time and fires, in order, what is due by then. */
  advance(ms: number): void
  readonly timerCount: number
}

/** Time that a test moves by hand. */
export function createFakeClock(startMs = 1_000_000): FakeClock {
  let nowMs = startMs
  let timers: { readonly atMs: number; readonly callback: () => void }[] = []
  const takeDue = (untilMs: number): (() => void) | undefined => {
    const [next] = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)
    if (next === undefined) return undefined
    timers = timers.filter((timer) => timer !== next)
    nowMs = Math.max(nowMs, next.atMs)
    return next.callback
  }
  return {
    now: () => nowMs,
    setTimer(atMs, callback) {
      const timer = { atMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const untilMs = nowMs + ms
      for (let callback = takeDue(untilMs); callback !== undefined; callback = takeDue(untilMs)) callback()
      nowMs = untilMs
    },
    get timerCount() {
      return timers.length
    },
  }
}
