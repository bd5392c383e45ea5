import type { DoorClock } from '../../front-door/door-clock.js'

/** Time that stands still until it is moved. */
export interface FakeDoorClock extends DoorClock {
  advance(ms: number): void
  /** Callbacks that wait: 0 once everything has cleaned up behind itself. */
  readonly scheduledCount: number
}

export function createFakeDoorClock(): FakeDoorClock {
  const appointments = new Set<{ readonly dueMs: number; readonly callback: () => void }>()
  let nowMs = 0
  return {
    now: () => nowMs,
    schedule(delayMs, callback) {
      const appointment = { dueMs: nowMs + delayMs, callback }
      appointments.add(appointment)
      return () => appointments.delete(appointment)
    },
    advance(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        const due = [...appointments]
          .filter(({ dueMs }) => dueMs <= untilMs)
          .sort((one, other) => one.dueMs - other.dueMs)[0]
        if (due === undefined) break
        appointments.delete(due)
        nowMs = due.dueMs
        due.callback()
      }
      nowMs = untilMs
    },
    get scheduledCount() {
      return appointments.size
    },
  }
}
