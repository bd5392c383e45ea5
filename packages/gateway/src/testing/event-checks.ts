import assert from 'node:assert/strict'
import { endRecord, deliveryRecord, readEventBodies, requestRecord } from './journal-store-check.js'
import type { JournalStoreCheck } from './journal-store-check.js'

/** What every store promises about events and about lists. */
export const eventChecks: readonly JournalStoreCheck[] = [
  {
    title: 'journal store: events get rising numbers and are read behind one of them, at once and later',
    needsRestart: false,
    run: async ({ store }) => {
      const journal = await store.open('one')
      const sequences = [1, 2, 3, 4].map((number) => journal.appendEvent({ type: 'update', number }))
      assert.deepEqual(
        sequences.map((sequence) => sequence - (sequences[0] ?? 0)),
        [0, 1, 2, 3],
      )
      const expected = [3, 4].map((number) => ({ type: 'update', number }))
      const atOnce = journal.readEvents(sequences[1])
      assert.deepEqual([atOnce.events.map(({ event }) => event), atOnce.gap], [expected, undefined])
      assert.deepEqual(await readEventBodies(store, 'one', sequences[1]), expected)
      assert.deepEqual(journal.readEvents(sequences[1]), atOnce)
      assert.deepEqual(
        (await store.readEvents('one', 0, 2)).events.map(({ sequence }) => sequence),
        sequences.slice(0, 2),
      )
    },
  },
  {
    title: 'journal store: after a restart event numbers go on, none is given twice, and that is no gap',
    needsRestart: true,
    run: async ({ store, afterKill }) => {
      const journal = await store.open('one')
      const seen = [1, 2].map((number) => journal.appendEvent({ number }))
      await journal.append(requestRecord(1))
      // Shown, and lost with the process.
      seen.push(journal.appendEvent({ number: 3 }))
      const next = await afterKill?.()
      assert.ok(next)
      const again = await next.open('one')
      const sequence = again.appendEvent({ number: 4 })
      assert.ok(sequence > Math.max(...seen))
      const { events, gap } = await next.readEvents('one', seen[0])
      assert.deepEqual(
        events.map(({ event }) => event['number']).filter((number) => number !== 3),
        [2, 4],
      )
      assert.equal(gap, undefined)
    },
  },
  {
    title: 'journal store: the oldest events go first, and who asks for them is told of the gap',
    needsRestart: false,
    run: async ({ store, maxEvents }) => {
      const journal = await store.open('one')
      const sequences = Array.from({ length: maxEvents * 2 }, (_, number) => journal.appendEvent({ number }))
      const { events, gap } = await store.readEvents('one')
      assert.ok(events.length >= maxEvents && events.length <= Math.ceil(maxEvents * 1.1))
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        sequences.slice(-events.length),
      )
      assert.deepEqual(gap, { from: 1, to: (events[0]?.sequence ?? 0) - 1 })
      assert.deepEqual(journal.readEvents(), { events, gap })
      assert.equal((await store.readEvents('one', events[0]?.sequence)).gap, undefined)
    },
  },
  {
    title:
      'journal store: a list shows each conversation with its first request, its open tasks and what waits to be told',
    needsRestart: false,
    run: async ({ store, moveWallClock }) => {
      const journal = await store.open('one')
      moveWallClock(1000)
      const told = [requestRecord(2), endRecord(2), deliveryRecord(2, 'sent'), deliveryRecord(2, 'heard')]
      const missed = [requestRecord(4), endRecord(4), deliveryRecord(4, 'missed')]
      const records = [requestRecord(1), ...told, requestRecord(3), endRecord(3), ...missed]
      await Promise.all(records.map((record) => journal.append(record)))
      const summary = await store.describe('one')
      assert.ok(summary)
      const { createdAtMs, lastAtMs, title, ...counts } = summary
      assert.equal(lastAtMs - createdAtMs, 1000)
      assert.ok(title?.startsWith('request 1 ') && title.length <= 80)
      assert.deepEqual(counts, {
        ...{ conversationId: 'one', recordCount: 10, taskCount: 4, openTaskCount: 1 },
        ...{ undeliveredCount: 1, missedCount: 1, problem: undefined },
      })
      assert.deepEqual((await store.list()).conversations, [summary])
      await journal.append(endRecord(1))
      const later = await store.describe('one')
      assert.deepEqual([later?.recordCount, later?.openTaskCount, later?.undeliveredCount], [11, 0, 2])
      await store.compact('one')
      assert.deepEqual(await store.describe('one'), { ...later, recordCount: 10 })
    },
  },
  {
    title: 'journal store: a list is paged, the newest first, and a new conversation moves no page',
    needsRestart: false,
    run: async ({ store }) => {
      for (const number of [1, 2, 3, 4, 5]) await store.open(`conversation ${number}`)
      const first = await store.list({ limit: 2 })
      await store.open('conversation 6')
      const second = await store.list({ limit: 2, cursor: first.nextCursor ?? '' })
      const third = await store.list({ limit: 2, cursor: second.nextCursor ?? '' })
      assert.deepEqual(
        [first, second, third].map(({ conversations }) => conversations.map(({ conversationId }) => conversationId)),
        [['conversation 5', 'conversation 4'], ['conversation 3', 'conversation 2'], ['conversation 1']],
      )
      assert.equal(third.nextCursor, undefined)
      await assert.rejects(store.list({ cursor: 'x' }), { code: 'refused', message: /"x" is no cursor/ })
      await assert.rejects(store.list({ limit: 0 }), { code: 'refused' })
    },
  },
]
