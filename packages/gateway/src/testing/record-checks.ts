import assert from 'node:assert/strict'
import { restoreConversation } from '@parley/conversation'
import { deliveryRecord, endRecord, readIds, readStored, requestRecord } from './journal-store-check.js'
import type { JournalStoreCheck } from './journal-store-check.js'

const NUMBERS = Array.from({ length: 40 }, (_, index) => index)

/** What every store promises about records. */
export const recordChecks: readonly JournalStoreCheck[] = [
  {
    title: 'journal store: conversations keep their records apart, each in its order with positions from 0',
    needsRestart: false,
    run: async ({ store }) => {
      const [one, two] = [await store.open('one'), await store.open('two')]
      await Promise.all(NUMBERS.flatMap((number) => [one, two].map((journal) => journal.append(requestRecord(number)))))
      const expected = NUMBERS.map((number, position) => ({ position, record: requestRecord(number) }))
      assert.deepEqual(await readStored(store, 'one'), expected)
      assert.deepEqual(await readStored(store, 'two', 38), expected.slice(38))
    },
  },
  {
    title: 'journal store: a record is written once per conversation, however often it is appended',
    needsRestart: false,
    run: async ({ store }) => {
      const [one, two] = [await store.open('one'), await store.open('two')]
      const twice = [requestRecord(1), { ...requestRecord(1), atMs: 99 }, requestRecord(2)]
      await Promise.all(twice.map((record) => one.append(record)))
      await one.append(requestRecord(1))
      await two.append(requestRecord(1))
      const ids = [requestRecord(1), requestRecord(2)].map(({ recordId }) => recordId)
      assert.deepEqual(await readIds(store, 'one'), ids)
      assert.deepEqual(await readIds(store, 'two'), ids.slice(0, 1))
    },
  },
  {
    title: 'journal store: ids that differ in a character that cannot be seen are different records',
    needsRestart: false,
    run: async ({ store }) => {
      const journal = await store.open('one')
      const ids = ['a', 'a\u0000', 'a\u0000b', 'a\ud800', 'a\udfff', 'A', 'a ']
      for (const recordId of ids) await journal.append({ ...requestRecord(1), recordId })
      assert.deepEqual(await readIds(store, 'one'), ids)
    },
  },
  {
    title: 'journal store: what was acknowledged is there after a kill, in its order, and is still known by its id',
    needsRestart: true,
    run: async ({ store, afterKill }) => {
      const journal = await store.open('one')
      for (const number of [0, 1, 2]) await journal.append(requestRecord(number))
      await Promise.all(NUMBERS.map((number) => journal.append(requestRecord(number))))
      const next = await afterKill?.()
      assert.ok(next)
      const again = await next.open('one')
      await again.append(requestRecord(7))
      const expected = NUMBERS.map((number, position) => ({ position, record: requestRecord(number) }))
      assert.deepEqual(await readStored(next, 'one'), expected)
    },
  },
  {
    title: 'journal store: each acknowledgement waits for the disk: a kill right after it loses nothing',
    needsRestart: true,
    run: async ({ store, afterKill }) => {
      const journal = await store.open('one')
      await journal.append(requestRecord(0))
      const next = await afterKill?.()
      assert.ok(next)
      assert.deepEqual(await readIds(next, 'one'), [requestRecord(0).recordId])
    },
  },
  {
    title:
      'journal store: a compaction changes nothing that is restored, keeps positions, and knows what it has dropped',
    needsRestart: false,
    run: async ({ store }) => {
      const journal = await store.open('one')
      const phases = (['pending', 'sent', 'spoken', 'heard'] as const).map((phase) => deliveryRecord(1, phase))
      const begun = (['pending', 'sent'] as const).map((phase) => deliveryRecord(2, phase))
      const all = [requestRecord(1), endRecord(1), ...phases, requestRecord(2), endRecord(2), ...begun]
      for (const record of all) await journal.append(record)
      const before = await readStored(store, 'one')
      const restored = restoreConversation(before.map(({ record }) => record))
      assert.deepEqual(await store.compact('one'), { keptCount: 6, droppedCount: 4 })
      const after = await readStored(store, 'one')
      assert.deepEqual(restoreConversation(after.map(({ record }) => record)), restored)
      for (const stored of after) assert.deepEqual(stored, before[stored.position])
      // What was dropped is known: offered again it would undo what came after it.
      for (const record of phases) await journal.append(record)
      assert.deepEqual(await readStored(store, 'one'), after)
      await journal.append(requestRecord(3))
      assert.deepEqual(await readStored(store, 'one', 10), [{ position: 10, record: requestRecord(3) }])
    },
  },
]
