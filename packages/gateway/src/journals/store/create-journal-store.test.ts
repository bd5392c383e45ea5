import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { requestRecord } from '../../testing/journal-store-check.js'
import type { JournalStore } from '../journal-store.js'
import { createJournalStore } from './create-journal-store.js'
import { toEventPage } from './event-page.js'
import { createMemoryRows } from './memory-rows.js'

/** A store whose disk can be full. */
function createBench() {
  let isFull = false
  const lost: number[] = []
  const store: JournalStore = createJournalStore(
    {
      ...{ name: 'bench', rows: createMemoryRows(), closeRows: async () => {} },
      transact: async (work) => {
        await Promise.resolve()
        if (isFull) throw new ParleyError('unavailable', 'the disk is full')
        return work()
      },
    },
    { onEventLost: (_conversationId, sequence) => lost.push(sequence) },
  )
  const setFull = (full: boolean): void => {
    isFull = full
  }
  return { store, lost, setFull }
}

test('journal store: a take-over that cannot be saved leaves the owner as it was', async () => {
  const { store, setFull } = createBench()
  const owner = await store.open('one')
  setFull(true)
  await assert.rejects(store.open('one', { takeOver: true }), { code: 'unavailable' })
  setFull(false)
  assert.equal(owner.lost.aborted, false)
  await owner.append(requestRecord(1))
})

test('journal store: a first opening that cannot be saved leaves no owner behind', async () => {
  const { store, setFull } = createBench()
  setFull(true)
  await assert.rejects(store.open('one'), { code: 'unavailable' })
  setFull(false)
  await (await store.open('one')).append(requestRecord(1))
})

test('journal store: of two take-overs at once the later call is the owner, and the other is told', async () => {
  const { store } = createBench()
  const old = await store.open('one')
  const [first, second] = await Promise.all([
    store.open('one', { takeOver: true }),
    store.open('one', { takeOver: true }),
  ])
  assert.deepEqual(
    [old, first, second].map(({ lost }) => lost.aborted),
    [true, true, false],
  )
  await assert.rejects(first.append(requestRecord(1)), { code: 'refused' })
  await second.append(requestRecord(1))
  assert.ok(second.epoch > first.epoch && first.epoch > old.epoch)
})

test('journal store: an event that could not be saved is reported, keeps its number to itself, and shows as a gap', async () => {
  const { store, lost, setFull } = createBench()
  const journal = await store.open('one')
  const first = journal.appendEvent({ number: 1 })
  await store.readEvents('one')
  setFull(true)
  const second = journal.appendEvent({ number: 2 })
  // Until it is lost it is there: whoever follows now has seen it.
  assert.equal(journal.readEvents().events.length, 2)
  await assert.rejects(store.readEvents('one'))
  assert.deepEqual(lost, [second])
  setFull(false)
  const third = journal.appendEvent({ number: 3 })
  const { events, gap } = await store.readEvents('one')
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    [first, third],
  )
  assert.deepEqual(gap, { from: second, to: second })
  assert.equal(third, second + 1)
})

test('journal store: one gap spans all that is missing, and a new opening is none', () => {
  const page = (prunedUntil: number, after: number, sequences: readonly number[]): unknown =>
    toEventPage(
      prunedUntil,
      after,
      sequences.map((sequence) => ({ sequence, atMs: 0, body: '{}' })),
    ).gap
  const [one, two] = [1_000_000_000, 2_000_000_000]
  assert.equal(page(0, 0, [one + 1, one + 2, two + 1]), undefined)
  assert.equal(page(0, one + 2, [two + 1]), undefined)
  assert.deepEqual(page(0, one + 2, [two + 3]), { from: one + 3, to: two + 2 })
  assert.deepEqual(page(one + 4, 0, [one + 5, one + 7, one + 9]), { from: 1, to: one + 8 })
  assert.deepEqual(page(one + 4, one + 2, []), { from: one + 3, to: one + 4 })
  assert.equal(page(one + 4, one + 4, [one + 5]), undefined)
})
