/** Time that stands still until a test moves it. Has the shape of every driver's clock. */
export interface FakeClock {
  /** Milliseconds since the clock was made. */
  now(): number
  /** Runs `callback` once, when the clock was moved `delayMs` on; returns what takes it back. */
  schedule(delayMs: number, callback: () => void): () => void
  /**
   * Moves time on. What falls due runs in order of its time, at its time, also what was scheduled on the way. Callbacks
   * run at once; promises that they settle go on only when the test awaits something.
   */
  advance(ms: number): void
  /** Callbacks that wait: 0 once everything under test has cleaned up behind itself. */
  readonly scheduledCount: number
}

interface Appointment {
  readonly dueMs: number
  readonly callback: () => void
}

export function createFakeClock(startMs = 0): FakeClock {
  let nowMs = startMs
  const appointments = new Set<Appointment>()
  return {
    now: () => nowMs,
    schedule(delayMs, callback) {
      const appointment = { dueMs: nowMs + Math.max(0, delayMs), callback }
      appointments.add(appointment)
      return () => {
        appointments.delete(appointment)
      }
    },
    advance(ms) {
      const untilMs = nowMs + ms
      for (let next = earliest(appointments, untilMs); next !== undefined; next = earliest(appointments, untilMs)) {
        appointments.delete(next)
        nowMs = next.dueMs
        next.callback()
      }
      nowMs = untilMs
    },
    get scheduledCount() {
      return appointments.size
    },
  }
}

/** The appointment that is due first, of two at one time the one that was made first. */
function earliest(appointments: ReadonlySet<Appointment>, untilMs: number): Appointment | undefined {
  let first: Appointment | undefined
  for (const appointment of appointments) {
    if (appointment.dueMs > untilMs) continue
    if (first === undefined || appointment.dueMs < first.dueMs) first = appointment
  }
  return first
}
