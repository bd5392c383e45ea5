import type { JournalStore } from './journal-store.js'
import { createJournalStore } from './store/create-journal-store.js'
import type { JournalStoreSettings } from './store/create-journal-store.js'
import { createMemoryRows } from './store/memory-rows.js'

/** A store that lives as long as its process: for tests, demos and conversations that nobody wants kept. */
export function createMemoryJournalStore(settings: JournalStoreSettings = {}): JournalStore {
  return createJournalStore(
    {
      name: 'memory',
      rows: createMemoryRows(),
      transact: async (work) => work(),
      closeRows: async () => {},
    },
    settings,
  )
}
