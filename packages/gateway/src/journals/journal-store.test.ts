import { describeJournal } from '@parley/conversation/testing'
import type { Journal } from '@parley/conversation'
import { describeJournalStore, openMemoryHarness, openSqliteHarness } from '../testing/index.js'
import type { JournalStoreHarness } from '../testing/index.js'
import type { JournalStore } from './journal-store.js'

describeJournalStore('memory', openMemoryHarness)
describeJournalStore('sqlite', openSqliteHarness)

/** One conversation of a store, which goes with it. */
async function openJournal(store: JournalStore, dispose: () => Promise<void>): Promise<Journal> {
  const journal = await store.open('one')
  const close = async (): Promise<void> => {
    await journal.close()
    await dispose()
  }
  return { append: (record) => journal.append(record), read: (from) => journal.read(from), close }
}

describeJournal('one conversation of the memory store', {
  open: async () => {
    const { store, dispose } = await openMemoryHarness()
    return openJournal(store, dispose)
  },
})

let before: JournalStoreHarness | undefined
describeJournal('one conversation of the sqlite store', {
  open: async () => {
    await before?.dispose()
    const harness = (before = await openSqliteHarness())
    return openJournal(harness.store, async () => {
      await harness.store.close()
    })
  },
  reopen: async () => {
    const { afterKill, dispose } = before ?? (await openSqliteHarness())
    if (afterKill === undefined) throw new Error('a store in a file outlives its process')
    return openJournal(await afterKill(), dispose)
  },
})
