import assert from 'node:assert/strict'
import { ParleyError } from '@parley/wire'
import { readIds, requestRecord } from './journal-store-check.js'
import type { JournalStoreCheck } from './journal-store-check.js'

const HOUR_MS = 3_600_000

/** What every store promises about who may write. */
export const ownerChecks: readonly JournalStoreCheck[] = [
  {
    title: 'journal store: a conversation has one owner; a second opening is refused and names the first',
    needsRestart: false,
    run: async ({ store }) => {
      const first = await store.open('one', { owner: 'the page' })
      await assert.rejects(store.open('one'), { code: 'refused', message: /one is owned by the page \(epoch 1\)/ })
      await first.append(requestRecord(1))
      await first.close()
      const second = await store.open('one')
      assert.ok(second.epoch > first.epoch)
      await assert.rejects(first.append(requestRecord(2)), { code: 'closed' })
    },
  },
  {
    title: 'journal store: of two openings at once one gets the conversation',
    needsRestart: false,
    run: async ({ store }) => {
      const results = await Promise.allSettled([store.open('one'), store.open('one')])
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      )
    },
  },
  {
    title: 'journal store: after a take-over the old owner is told and can write no more',
    needsRestart: false,
    run: async ({ store }) => {
      const old = await store.open('one', { owner: 'the old page' })
      await old.append(requestRecord(1))
      // Accepted before the take-over, so it stays.
      const underway = old.append(requestRecord(2))
      const taken = await store.open('one', { owner: 'the new page', takeOver: true })
      await underway
      assert.ok(taken.epoch > old.epoch)
      assert.ok(old.lost.aborted && !taken.lost.aborted)
      assert.ok(old.lost.reason instanceof ParleyError && old.lost.reason.code === 'refused')
      const fenced = { code: 'refused', message: /taken over by the new page \(epoch 2\).*epoch 1/ }
      await assert.rejects(old.append(requestRecord(3)), fenced)
      assert.throws(() => old.appendEvent({ type: 'late' }), fenced)
      await old.close()
      await taken.append(requestRecord(4))
      assert.deepEqual(
        await readIds(store, 'one'),
        [1, 2, 4].map((number) => requestRecord(number).recordId),
      )
    },
  },
  {
    title: 'journal store: however the wall clock jumps, no lease ends; one that lapses by real time can be taken',
    needsRestart: false,
    run: async ({ store, moveWallClock, passTime }) => {
      const owner = await store.open('one', { leaseMs: 10_000 })
      for (const jump of [HOUR_MS, -2 * HOUR_MS]) {
        moveWallClock(jump)
        await assert.rejects(store.open('one'), { code: 'refused' })
      }
      passTime(9_000)
      await owner.append(requestRecord(1))
      passTime(9_000)
      await assert.rejects(store.open('one'), { code: 'refused' })
      passTime(2_000)
      await owner.append(requestRecord(2))
      passTime(10_000)
      await store.open('one')
      await assert.rejects(owner.append(requestRecord(3)), { code: 'refused' })
    },
  },
  {
    title: 'journal store: a start ends all leases of the process before, and epochs go on rising',
    needsRestart: true,
    run: async ({ store, afterKill }) => {
      await store.open('one')
      const last = await store.open('one', { takeOver: true })
      const next = await afterKill?.()
      assert.ok(next)
      assert.equal((await next.open('one')).epoch, last.epoch + 1)
    },
  },
  {
    title:
      'journal store: a conversation is deleted when nobody owns it, and one of its name begins anew with higher epochs',
    needsRestart: false,
    run: async ({ store }) => {
      const owner = await store.open('one', { owner: 'the page' })
      await owner.append(requestRecord(1))
      const sequence = owner.appendEvent({ type: 'shown' })
      await assert.rejects(store.delete('one'), { code: 'refused', message: /owned by the page/ })
      await owner.close()
      assert.equal(await store.delete('one'), true)
      assert.equal(await store.delete('one'), false)
      assert.equal(await store.describe('one'), undefined)
      await assert.rejects(readIds(store, 'one'), { code: 'refused', message: /no conversation one/ })
      const anew = await store.open('one')
      assert.deepEqual(await readIds(store, 'one'), [])
      assert.deepEqual((await store.readEvents('one')).events, [])
      assert.ok(anew.appendEvent({ type: 'shown' }) > sequence)
    },
  },
  {
    title: 'journal store: what cannot name a conversation is refused',
    needsRestart: false,
    run: async ({ store }) => {
      for (const name of ['', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(201), '\u2028']) {
        await assert.rejects(store.open(name), { code: 'refused', message: /cannot name a conversation/ })
      }
    },
  },
  {
    title: 'journal store: closing twice is fine, and after it nothing is accepted and nothing read',
    needsRestart: false,
    run: async ({ store }) => {
      const journal = await store.open('one')
      const underway = journal.append(requestRecord(1))
      await Promise.all([store.close(), store.close()])
      await underway
      await assert.rejects(journal.append(requestRecord(2)), { code: 'closed' })
      assert.throws(() => journal.appendEvent({}), { code: 'closed' })
      await assert.rejects(store.open('two'), { code: 'closed' })
      await assert.rejects(store.list(), { code: 'closed' })
      await assert.rejects(readIds(store, 'one'), { code: 'closed' })
      await journal.close()
    },
  },
]
