import { ParleyError } from '@parley/wire'
import type { Journal, JournalRecord, StoredRecord } from './journal.js'

/** A journal that lives as long as its process: for tests, demos and conversations that nobody wants kept. */
export function createMemoryJournal(): Journal {
  const records = new Map<string, JournalRecord>()
  let isClosed = false
  return {
    append: async (record) => {
      if (isClosed) throw new ParleyError('closed', `The journal is closed; ${record.recordId} was not saved.`)
      if (!records.has(record.recordId)) records.set(record.recordId, record)
    },
    read: (from = 0) => readFrom([...records.values()], from),
    close: async () => {
      isClosed = true
    },
  }
}

async function* readFrom(records: readonly JournalRecord[], from: number): AsyncGenerator<StoredRecord, void> {
  for (const [position, record] of records.entries()) if (position >= from) yield { position, record }
}
