import type { ServerClock } from '../clock.js'
import type { TimerName } from '../session/session-input.js'

/** A session's named timers; setting one again moves it. */
export interface SessionTimers {
  set(name: TimerName, delayMs: number): void
  clear(name: TimerName): void
  clearAll(): void
}

export function createSessionTimers(clock: ServerClock, onTimer: (name: TimerName) => void): SessionTimers {
  const timers = new Map<TimerName, () => void>()
  const clear = (name: TimerName): void => {
    timers.get(name)?.()
    timers.delete(name)
  }
  return {
    clear,
    set(name, delayMs) {
      clear(name)
      const cancel = clock.setTimer(delayMs, () => {
        timers.delete(name)
        onTimer(name)
      })
      timers.set(name, cancel)
    },
    clearAll() {
      for (const name of [...timers.keys()]) clear(name)
    },
  }
}
