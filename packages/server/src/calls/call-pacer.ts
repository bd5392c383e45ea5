import type { ServerClock } from '../clock.js'
import { FRAME_MS } from './opus-codec.js'

/** One heartbeat of 20 ms for all calls of a server; it stands still while there are none. */
export interface CallPacer {
  /** Calls back every 20 ms from now on, without drift; gives what ends it. */
  add(tick: () => void): () => void
}

/** What a busy process has missed is made up for, but not more than this at once: speech is not squeezed. */
const MAX_TICKS_AT_ONCE = 5

export function createCallPacer(clock: ServerClock): CallPacer {
  const ticks = new Set<() => void>()
  let dueMs = 0
  let clear: (() => void) | undefined

  const beat = (): void => {
    const lateMs = clock.nowMs() - dueMs
    // A clock that was set anew says nothing about how much time has gone by.
    const isClockSet = lateMs < -FRAME_MS || lateMs > 60_000
    const count = isClockSet ? 1 : Math.min(MAX_TICKS_AT_ONCE, 1 + Math.floor(Math.max(0, lateMs) / FRAME_MS))
    const missed = isClockSet ? 1 : 1 + Math.floor(Math.max(0, lateMs) / FRAME_MS)
    dueMs = isClockSet ? clock.nowMs() + FRAME_MS : dueMs + missed * FRAME_MS
    for (let index = 0; index < count; index += 1) for (const tick of [...ticks]) tick()
    schedule()
  }
  const schedule = (): void => {
    clear = ticks.size === 0 ? undefined : clock.setTimer(Math.max(0, dueMs - clock.nowMs()), beat)
  }
  return {
    add(tick) {
      ticks.add(tick)
      if (clear === undefined) {
        dueMs = clock.nowMs() + FRAME_MS
        schedule()
      }
      return () => {
        ticks.delete(tick)
        if (ticks.size > 0) return
        clear?.()
        clear = undefined
      }
    },
  }
}
