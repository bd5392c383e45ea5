import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRecord } from '@parley/wire'
import { openSqliteJournalStore } from '../journals/sqlite/open-sqlite-journal-store.js'
import { createHostBench, handoffEvent } from '../testing/host-bench.js'
import type { BenchClient } from '../testing/host-bench.js'
import type { EventStore } from './event-store.js'
import { journalsFromStore } from './journals-from-store.js'
import { createMemoryEventStore } from './memory-event-store.js'

/** A commit on a disk takes its time: asked again until it is there. */
async function until(isThere: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isThere())) await new Promise((resolve) => setImmediate(resolve))
}

const lastOf = (client: BenchClient): number => Number(client.of('conversation/event').at(-1)?.['sequence'])

test('durable host: after a restart a client that knows its last number gets what it missed, and the open task is told of truthfully', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-host-'))
  const file = join(folder, 'journal.db')
  const storeOne = await openSqliteJournalStore({ file })
  const first = createHostBench(journalsFromStore(storeOne))
  const page = await first.client('page')
  const { conversation } = await page.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await page.request('conversation/subscribe', { conversationId, after: 0 })
  await first.settle()
  const known = lastOf(page)
  const seenBefore = page.events.length
  first.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await until(() => page.events.some(({ type, phase }) => type === 'task' && phase === 'running'))
  const missed = page.events.slice(seenBefore)
  await first.host.close()
  await storeOne.close()

  const storeTwo = await openSqliteJournalStore({ file })
  const second = createHostBench(journalsFromStore(storeTwo))
  const phone = await second.client('phone')
  const { conversations } = await phone.request('conversation/list')
  assert.match(JSON.stringify(conversations), /"title":"count the files".*"openTaskCount":1.*"isLive":false/)
  await phone.request('conversation/resume', { conversationId })
  const { gap } = await phone.request('conversation/subscribe', { conversationId, after: known })
  assert.equal(gap, null)
  assert.deepEqual(phone.events.slice(0, missed.length), missed)
  await until(() => phone.events.some(({ type, phase }) => type === 'task' && phase === 'failed'))
  const numbers = phone.of('conversation/event').map(({ sequence }) => Number(sequence))
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((one, other) => one - other),
  )
  await second.host.close()
  await storeTwo.close()
  await rm(folder, { recursive: true })
})

test('durable host: a conversation that another process takes over ends here', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-host-'))
  const store = await openSqliteJournalStore({ file: join(folder, 'journal.db') })
  const bench = createHostBench(journalsFromStore(store))
  const page = await bench.client('page')
  const { conversation } = await page.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await page.request('conversation/subscribe', { conversationId, after: 0 })
  await bench.settle()
  const other = await store.open(conversationId, { takeOver: true, owner: 'other' })
  await until(() => bench.host.find(conversationId) === undefined)
  await until(() => page.events.some(({ type }) => type === 'conversation-ended'))
  await other.close()
  await bench.host.close()
  await store.close()
  await rm(folder, { recursive: true })
})

test('durable host: an end that was told before a restart is not told again, one that a crash has cut off is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-host-'))
  const file = join(folder, 'journal.db')
  const ends = (client: BenchClient): readonly unknown[] =>
    client.events.flatMap(({ type, phase, taskId }) => (type === 'task' && phase === 'finished' ? [taskId] : []))
  const storeOne = await openSqliteJournalStore({ file })
  const first = createHostBench({
    ...journalsFromStore(storeOne),
    script: [{ type: 'ended', outcome: 'finished', result: '3' }],
  })
  const page = await first.client('page')
  const { conversation } = await page.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await page.request('conversation/subscribe', { conversationId, after: 0 })
  await first.settle()
  first.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await until(() => ends(page).length === 1)
  await first.host.close()
  // A process that was killed between the record of an end and its event.
  const journal = await storeOne.open(conversationId)
  const task = { taskId: 'task_h2', atMs: 5 }
  const call = { handoffId: 'h2', input: 'count again', envelope: 'count again', disposition: 'start' } as const
  await journal.append({ kind: 'handoff', recordId: 'handoff:h2', ...task, ...call })
  await journal.append({
    kind: 'task-ended',
    recordId: 'task-ended:task_h2',
    ...task,
    outcome: 'finished',
    result: '4',
  })
  await journal.close()
  await storeOne.close()

  const storeTwo = await openSqliteJournalStore({ file })
  const second = createHostBench(journalsFromStore(storeTwo))
  const back = await second.client('page')
  await back.request('conversation/resume', { conversationId })
  await back.request('conversation/subscribe', { conversationId, after: lastOf(page) })
  await until(() => ends(back).length > 0)
  assert.deepEqual([...ends(page), ...ends(back)], ['task_h1', 'task_h2'])
  await second.host.close()
  await storeTwo.close()
  await rm(folder, { recursive: true })
})

test('durable host: a client gets an event when a crash cannot take it back any more, whenever it has come, and once', async () => {
  const events = createMemoryEventStore()
  const held: (() => void)[] = []
  const slowEvents: EventStore = {
    open(conversationId) {
      const log = events.open(conversationId)
      return {
        append: (event, atMs, onKept) => {
          const entry = log.append(event, atMs)
          held.push(() => onKept?.(entry))
          return entry
        },
        readAfter: () => ({ entries: [], gap: undefined }),
        get lastSequence() {
          return log.lastSequence
        },
        close: () => undefined,
      }
    },
  }
  const bench = createHostBench({ events: slowEvents })
  const page = await bench.client('page')
  const { conversation } = await page.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await page.request('conversation/subscribe', { conversationId, after: 0 })
  await bench.settle()
  assert.ok(held.length > 0)
  assert.equal(page.events.length, 0)
  const now = await bench.client('one that begins now')
  await now.request('conversation/subscribe', { conversationId })
  for (const settleOne of held) settleOne()
  assert.equal(page.events.length, held.length)
  assert.equal(now.events.length, 0)
  // The store tells once; a client that subscribes again meanwhile shall not get them twice either.
  for (const settleOne of held) settleOne()
  assert.equal(page.events.length, held.length)
  await bench.host.close()
})
