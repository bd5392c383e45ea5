import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRecord } from '@parley/wire'
import { openSqliteJournalStore } from '../journals/sqlite/open-sqlite-journal-store.js'
import { createHostBench, handoffEvent } from '../testing/host-bench.js'
import type { BenchClient } from '../testing/host-bench.js'
import { journalsFromStore } from './journals-from-store.js'

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
