import type { Handoff } from './conversation-state.js'
import type { Delivery } from './delivery-machine.js'
import { isOpenTask } from './task-machine.js'
import type { Task } from './task-machine.js'

/** Tasks that have not ended, oldest first. */
export const listOpenTasks = createIndex<Task>(isOpenTask)

/** Requests that are not decided or not saved yet, oldest first. */
export const listOpenHandoffs = createIndex<Handoff>(({ phase }) => phase !== 'settled')

/** What is still to be said, or has been given to the voice, oldest first. */
export const listOpenDeliveries = createIndex<Delivery>(({ phase }) => phase === 'pending' || phase === 'sent')

/** What has been said and not been heard to its end, oldest first. */
export const listSpokenDeliveries = createIndex<Delivery>(({ phase }) => phase === 'spoken')

/**
 * What of a record is open, found once for each record: what has ended stays in the state for screens, and no step that leaves
 * the record as it is pays for it. Records are never changed in place, so the answer is a function of the record alone.
 */
function createIndex<T>(isOpen: (entry: T) => boolean): (record: Readonly<Record<string, T>>) => readonly T[] {
  const known = new WeakMap<Readonly<Record<string, T>>, readonly T[]>()
  return (record) => {
    const before = known.get(record)
    if (before !== undefined) return before
    const open = Object.values(record).filter(isOpen)
    known.set(record, open)
    return open
  }
}
