import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JournalRecord } from '@parley/conversation'
import { listFailedChecks, openMemoryHarness, openSqliteHarness } from '../testing/index.js'
import type { JournalStoreHarness } from '../testing/index.js'
import type { JournalStore, OwnedJournal } from './journal-store.js'

/** A store whose openings are bent. */
function withOpen(
  harness: JournalStoreHarness,
  bend: (journal: OwnedJournal, store: JournalStore) => OwnedJournal,
): JournalStoreHarness {
  const bendStore = (store: JournalStore): JournalStore => ({
    ...store,
    open: async (conversationId, options) => bend(await store.open(conversationId, options), store),
  })
  const { afterKill } = harness
  return {
    ...harness,
    store: bendStore(harness.store),
    ...(afterKill === undefined ? {} : { afterKill: async () => bendStore(await afterKill()) }),
  }
}

/** The suite must say no to each of these; a suite that cannot fail shows nothing. */
const brokenStores: readonly {
  readonly fault: string
  readonly open: () => Promise<JournalStoreHarness>
  readonly mustFail: RegExp
}[] = [
  {
    fault: 'acknowledges before it is durable',
    open: async () =>
      withOpen(await openSqliteHarness(), (journal) => ({
        ...journal,
        append: async (record: JournalRecord) => {
          void journal.append(record).catch(() => undefined)
        },
      })),
    mustFail: /a kill right after it loses nothing/,
  },
  {
    fault: 'writes the same record twice',
    open: async () => {
      let count = 0
      return withOpen(await openMemoryHarness(), (journal) => ({
        ...journal,
        append: (record) => journal.append({ ...record, recordId: `${record.recordId}#${(count += 1)}` }),
      }))
    },
    mustFail: /written once per conversation/,
  },
  {
    fault: 'lets an old owner write',
    open: async () => {
      const newest = new Map<string, OwnedJournal>()
      return withOpen(await openMemoryHarness(), (journal) => {
        newest.set(journal.conversationId, journal)
        return { ...journal, append: async (record) => newest.get(journal.conversationId)?.append(record) }
      })
    },
    mustFail: /can write no more/,
  },
  {
    fault: 'begins its event numbers anew with each opening',
    open: async () =>
      withOpen(await openSqliteHarness(), (journal) => ({
        ...journal,
        appendEvent: (event) => journal.appendEvent(event) % 1_000_000_000,
      })),
    mustFail: /event numbers go on, none is given twice/,
  },
  {
    fault: 'forgets what a compaction has dropped',
    open: async () => {
      const harness = await openMemoryHarness()
      let renamed = 0
      const compact: JournalStore['compact'] = async (conversationId) => {
        renamed += 1
        return harness.store.compact(conversationId)
      }
      return withOpen({ ...harness, store: { ...harness.store, compact } }, (journal) => ({
        ...journal,
        append: (record) =>
          journal.append(renamed === 0 ? record : { ...record, recordId: `${record.recordId}#${renamed}` }),
      }))
    },
    mustFail: /knows what it has dropped/,
  },
]

for (const { fault, open, mustFail } of brokenStores) {
  test(`journal store: one that ${fault} fails the suite`, async () => {
    const failed = await listFailedChecks(open)
    assert.ok(
      failed.some((title) => mustFail.test(title)),
      `failed: ${failed.join('; ')}`,
    )
  })
}

test('journal store: the good ones fail nothing of the suite', async () => {
  assert.deepEqual(await listFailedChecks(openMemoryHarness), [])
  assert.deepEqual(await listFailedChecks(openSqliteHarness), [])
})
