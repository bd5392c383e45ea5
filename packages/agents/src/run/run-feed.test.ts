import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentEvent, RunEnded } from '@parley/conversation'
import * as fc from 'fast-check'
import { createRunFeed } from './run-feed.js'
import type { RunFeed, RunningEvent } from './run-feed.js'

const ended: RunEnded = { type: 'ended', outcome: 'finished', result: 'done' }
const update = (text: string, channel: 'silent' | 'speakable' = 'silent'): RunningEvent => ({
  ...{ type: 'update', text, channel },
})
const permission = (permissionId: string): RunningEvent => ({
  ...{ type: 'permission-requested', permissionId, toolKind: 'other', title: 'May I?' },
})

async function readAll(feed: RunFeed): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = []
  for await (const event of feed.events) events.push(event)
  return events
}

test('run feed: updates of one channel that wait become one, in their order', async () => {
  const feed = createRunFeed()
  for (const event of [update('a'), update('b'), update('c', 'speakable'), update('d')]) feed.add(event)
  feed.end(ended)
  assert.deepEqual(await readAll(feed), [update('a\nb'), update('c', 'speakable'), update('d'), ended])
})

test('run feed: of progress, plans, diffs, usage and resume ids only the newest waits', async () => {
  const feed = createRunFeed()
  for (const text of ['1', '2', '3']) {
    feed.add({ type: 'progress', text })
    feed.add({ type: 'diff', diff: text })
    feed.add({ type: 'resumable', resumeId: text })
  }
  feed.end(ended)
  assert.deepEqual(await readAll(feed), [
    { type: 'progress', text: '3' },
    { type: 'diff', diff: '3' },
    { type: 'resumable', resumeId: '3' },
    ended,
  ])
})

test('run feed: a million lines that nobody reads keep their head and tail within 64 KiB', async () => {
  const feed = createRunFeed()
  for (let count = 0; count < 1_000_000; count++) feed.add(update(`line ${count}`))
  feed.end(ended)
  const [words, ...rest] = await readAll(feed)
  assert.ok(words?.type === 'update')
  assert.match(words.text, /^line 0\nline 1\n[^]*\n… \d+ characters left out …\n[^]*line 999999$/)
  assert.ok(words.text.length < 66_000)
  assert.deepEqual(rest, [ended])
})

test('run feed: past a thousand waiting events the oldest updates and tools go, and are counted; questions stay', async () => {
  const feed = createRunFeed()
  feed.add(permission('p'))
  for (let count = 0; count < 1500; count++) feed.add({ type: 'tool-started', toolId: String(count), name: 'x' })
  feed.end(ended)
  const events = await readAll(feed)
  assert.equal(feed.droppedCount, 501)
  assert.deepEqual(events.at(0), permission('p'))
  assert.deepEqual(events.at(1), { type: 'tool-started', toolId: '501', name: 'x' })
  assert.equal(events.length, 1001)
})

test('run feed: whoever brings a flood of questions waits for room, until the reader or the end makes some', async () => {
  const feed = createRunFeed()
  for (let count = 0; count < 250; count++) feed.add(permission(String(count)))
  let hasRoom = 0
  const count = (): void => {
    hasRoom += 1
  }
  const waiting = [feed.room().then(count), feed.room().then(count)]
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(hasRoom, 0)
  const reader = feed.events[Symbol.asyncIterator]()
  await reader.next()
  await reader.next()
  await Promise.all(waiting)
  for (let more = 0; more < 5; more++) feed.add(permission(`more ${more}`))
  const last = feed.room()
  feed.end(ended)
  await last
})

test('run feed: the first end counts, nothing comes after it, and the reader gets all that waited before', async () => {
  const feed = createRunFeed()
  feed.add(update('before'))
  feed.end(ended)
  feed.end({ type: 'ended', outcome: 'failed', error: 'late' })
  feed.add(update('after'))
  assert.deepEqual(await readAll(feed), [update('before'), ended])
})

test('run feed: lines that come close together are one update, and what is no update does not wait for them', async () => {
  const feed = createRunFeed({ coalesceMs: 20 })
  const reader = feed.events[Symbol.asyncIterator]()
  const first = reader.next()
  feed.add(update('a'))
  await new Promise((resolve) => setImmediate(resolve))
  feed.add(update('b'))
  assert.deepEqual((await first).value, update('a\nb'))
  const second = reader.next()
  feed.add({ type: 'progress', text: 'p' })
  assert.deepEqual((await second).value, { type: 'progress', text: 'p' })
  feed.add(update('c'))
  feed.end(ended)
  assert.deepEqual((await reader.next()).value, update('c'))
})

test('run feed: whatever is added, questions come through in their order and the end comes last, once', async () => {
  const events = fc.oneof(
    fc.string().map((text) => update(text)),
    fc.string().map((text) => update(text, 'speakable')),
    fc.nat().map((id) => permission(String(id))),
    fc.constant<RunningEvent>({ type: 'progress', text: 'p' }),
    fc.constant<RunningEvent>({ type: 'tool-ended', toolId: 't', outcome: 'failed' }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(events, { maxLength: 60 }), async (added) => {
      const feed = createRunFeed()
      for (const event of added) feed.add(event)
      feed.end(ended)
      const read = await readAll(feed)
      const firm = ({ type }: AgentEvent): boolean => type === 'permission-requested'
      assert.deepEqual(read.filter(firm), added.filter(firm))
      assert.equal(
        read.findIndex(({ type }) => type === 'ended'),
        read.length - 1,
      )
    }),
  )
})
