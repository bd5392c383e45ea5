import type { Clock } from '@parley/conversation'
import type { HostLimits } from './host-limits.js'
import { createPresence, presenceDeadline, stepPresence } from './voice-limits-machine.js'
import type { PresenceEnd, PresenceInput } from './voice-limits-machine.js'

/** Keeps the time of one conversation: calls back when its voice, or its stay in memory, has lasted long enough. */
export interface PresenceWatch {
  note(change: 'started' | 'ended' | 'active'): void
  noteTasks(hasOpenTasks: boolean): void
  noteClients(count: number): void
  close(): void
}

export function createPresenceWatch(
  clock: Clock,
  limits: HostLimits,
  onEnd: (end: PresenceEnd) => void,
): PresenceWatch {
  let state = createPresence(clock.now())
  let armed: { readonly atMs: number; readonly forget: () => void } | undefined
  let isClosed = false

  const disarm = (): void => {
    armed?.forget()
    armed = undefined
  }
  /** A later deadline is found when the earlier one comes: what happens often must not set a timer each time. */
  const arm = (): void => {
    const deadline = isClosed ? undefined : presenceDeadline(state, limits)
    if (deadline === undefined) disarm()
    else if (armed === undefined || deadline.atMs < armed.atMs) {
      disarm()
      armed = { atMs: deadline.atMs, forget: clock.setTimer(deadline.atMs, check) }
    }
  }
  const check = (): void => {
    armed = undefined
    const deadline = presenceDeadline(state, limits)
    if (isClosed || deadline === undefined) return
    if (deadline.atMs <= clock.now()) {
      // So that a forgotten conversation that stays is asked for again after the same time, and not at once.
      feed({ type: 'active', nowMs: clock.now() })
      onEnd(deadline.end)
    } else arm()
  }
  const feed = (input: PresenceInput): void => {
    state = stepPresence(state, input)
    arm()
  }
  arm()
  return {
    note(change) {
      const nowMs = clock.now()
      feed({ type: change === 'active' ? 'active' : change === 'started' ? 'voice-started' : 'voice-ended', nowMs })
    },
    noteTasks: (hasOpenTasks) => {
      feed({ type: 'tasks', hasOpenTasks, nowMs: clock.now() })
    },
    noteClients: (count) => {
      feed({ type: 'clients', count, nowMs: clock.now() })
    },
    close() {
      isClosed = true
      disarm()
    },
  }
}
