import type { Journal } from '@parley/conversation'
import { ParleyError } from '@parley/wire'

/** A journal that can be closed to its conversation while that still ends. */
export interface SuspendableJournal extends Journal {
  /** From here on nothing is recorded: what is open stays open for whoever goes on from the records. */
  suspend(): void
}

/**
 * A conversation that ends gives up what it has not said and cancels what runs, and records that. One that only leaves memory has given
 * up nothing: its end must not stand in its journal.
 */
export function createSuspendableJournal(journal: Journal): SuspendableJournal {
  let isSuspended = false
  return {
    async append(record) {
      if (isSuspended)
        throw new ParleyError('closed', `The conversation has left memory; ${record.recordId} is not recorded.`)
      await journal.append(record)
    },
    read: (from) => journal.read(from),
    close: () => journal.close(),
    suspend() {
      isSuspended = true
    },
  }
}
