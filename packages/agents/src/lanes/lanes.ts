import { createSystemClock } from '@parley/conversation'
import type { Clock } from '@parley/conversation'
import { createLane } from './lane.js'
import type { Lane, LaneWorker } from './lane.js'

export interface LanesOptions<Worker extends LaneWorker> {
  /**
   * Starts a worker. Returns at once and never throws: what fails shows in the worker. With a `resumeId` it takes up that
   * conversation.
   */
  open(workingDirectory: string, resumeId: string | undefined): Worker
  /** A worker that had nothing to do for so long is closed; its lane remembers the conversation. Default 10 minutes. */
  readonly idleMs?: number
  readonly clock?: Clock
}

/** The lanes of one agent. */
export interface Lanes<Worker extends LaneWorker> {
  /**
   * The lane for a new run: of those of this folder that nobody holds the oldest, because it knows most of what was
   * done; a new one when all are held. With a `resumeId` the lane of that conversation, or a new one for it. The caller
   * holds it until `release` or `discard`. After `close` it is undefined.
   */
  take(workingDirectory: string, resumeId?: string): Lane<Worker> | undefined
  /** Closes all workers, also of lanes that are held. Idempotent, never rejects. */
  close(): Promise<void>
}

const DEFAULT_IDLE_MS = 600_000
/** So many lanes without a worker are remembered; the one that was used longest ago is forgotten first. */
const MAX_SLEEPING = 32

/**
 * One run at a time per lane: runs of one folder that follow each other share a worker and so its context, runs side by side
 * have a worker each.
 */
export function createLanes<Worker extends LaneWorker>(options: LanesOptions<Worker>): Lanes<Worker> {
  const { idleMs = DEFAULT_IDLE_MS, clock = createSystemClock() } = options
  const lanes: Lane<Worker>[] = []
  let closing: Promise<void> | undefined

  const forgetOldest = (): void => {
    // Without a conversation there is nothing to remember.
    remove(lanes, (lane) => !lane.isHeld && !lane.hasWorker && lane.resumeId === undefined)
    const sleeping = lanes.filter((lane) => !lane.isHeld && !lane.hasWorker)
    const surplus = sleeping.sort((a, b) => a.usedAtMs - b.usedAtMs).slice(0, -MAX_SLEEPING)
    remove(lanes, (lane) => surplus.includes(lane))
  }
  const add = (workingDirectory: string, resumeId: string | undefined): Lane<Worker> => {
    const open = (id: string | undefined): Worker => options.open(workingDirectory, id)
    const lane = createLane({ workingDirectory, resumeId, open, idleMs, clock, onRest: forgetOldest })
    lanes.push(lane)
    return lane
  }
  return {
    take(workingDirectory, resumeId) {
      if (closing !== undefined) return undefined
      const free = lanes.filter((lane) => !lane.isHeld && lane.workingDirectory === workingDirectory)
      const found = resumeId === undefined ? free[0] : free.find((lane) => lane.resumeId === resumeId)
      const lane = found ?? add(workingDirectory, resumeId)
      lane.hold()
      return lane
    },
    close: () => (closing ??= Promise.all(lanes.map((lane) => lane.close())).then(() => {})),
  }
}

function remove<Item>(items: Item[], isUnwanted: (item: Item) => boolean): void {
  const kept = items.filter((item) => !isUnwanted(item))
  items.splice(0, items.length, ...kept)
}
