import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { AudioOut, ParleyError } from '@parley/wire'
import type { RealtimeEvent } from '@parley/wire'
import fc from 'fast-check'
import { EventQueue } from './event-queue.js'

const delta = (text: string): RealtimeEvent => ({ type: 'input_transcript_delta', delta: text })
const audio = (data: string): RealtimeEvent => new AudioOut({ data, sampleRate: 24_000, numChannels: 1 })
const none = undefined

async function drain(queue: EventQueue): Promise<readonly string[]> {
  const read: string[] = []
  for (;;) {
    const event = await queue.next(none)
    if (event === null) return read
    read.push(event.type === 'audio_out' ? event.data : event.type === 'input_transcript_delta' ? event.delta : '?')
  }
}

test('client: events keep their order whether the reader is early or late', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (readsFirst) => {
      const queue = new EventQueue()
      const reads: Promise<RealtimeEvent | null>[] = []
      for (const [index, isRead] of readsFirst.entries()) {
        if (isRead && queue.length === 0) {
          reads.push(queue.next(none))
          queue.push(delta(String(index)))
        } else {
          queue.push(delta(String(index)))
          if (isRead) reads.push(queue.next(none))
        }
      }
      queue.end()
      const early = await Promise.all(reads)
      const seen = [...early.map((event) => (event?.type === 'input_transcript_delta' ? event.delta : '?'))]
      assert.deepEqual(
        [...seen, ...(await drain(queue))],
        readsFirst.map((_value, index) => String(index)),
      )
    }),
  )
})

test('client: after the end queued events are still read, then null, and then always null', async () => {
  const queue = new EventQueue()
  queue.push(delta('last'))
  queue.end()
  assert.ok(queue.push(delta('too late')))
  assert.deepEqual(await drain(queue), ['last'])
  assert.equal(await queue.next(none), null)
})

test('client: an aborted read rejects and loses no event', async () => {
  const queue = new EventQueue()
  const abort = new AbortController()
  const read = queue.next(abort.signal)
  abort.abort(new Error('changed my mind'))
  queue.push(delta('kept'))
  await assert.rejects(read, (error) => error instanceof ParleyError && error.code === 'aborted')
  await assert.rejects(queue.next(abort.signal), ParleyError)
  queue.end()
  assert.deepEqual(await drain(queue), ['kept'])
})

test('client: an abort after the event came changes nothing', async () => {
  const queue = new EventQueue()
  const abort = new AbortController()
  const read = queue.next(abort.signal)
  queue.push(delta('came'))
  abort.abort()
  assert.equal((await read)?.type, 'input_transcript_delta')
})

test('client: a signal that lives long keeps nothing of the reads that it was given to', async () => {
  const queue = new EventQueue()
  const { signal } = new AbortController()
  for (let round = 0; round < 3; round++) {
    const read = queue.next(signal)
    queue.push(delta('x'))
    await read
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('client: a second reader is told that there is one', async () => {
  const queue = new EventQueue()
  const first = queue.next(none)
  await assert.rejects(queue.next(none), (error) => error instanceof ParleyError && error.code === 'config')
  queue.end()
  assert.equal(await first, null)
})

test('client: audio that nobody reads is dropped, oldest first, and counted; everything else is kept', async () => {
  const queue = new EventQueue({ maxAudioChars: 8, maxEvents: 100 })
  for (const event of [audio('aaaa'), delta('one'), audio('bbbb'), delta('two'), audio('cccc')]) queue.push(event)
  queue.end()
  assert.equal(queue.droppedAudio, 1)
  assert.deepEqual(await drain(queue), ['one', 'bbbb', 'two', 'cccc'])
})

test('client: a full queue refuses events but takes the error that says so', () => {
  const queue = new EventQueue({ maxAudioChars: 8, maxEvents: 2 })
  assert.ok(queue.push(delta('one')) && queue.push(delta('two')))
  assert.equal(queue.push(delta('three')), false)
  assert.equal(queue.push({ type: 'error', message: 'full', fatal: true }), true)
})

test('client: a long stream through the queue leaves nothing behind', async () => {
  const queue = new EventQueue()
  for (let index = 0; index < 5_000; index++) {
    queue.push(audio('aaaa'))
    queue.push(delta('x'))
    await queue.next(none)
    await queue.next(none)
  }
  assert.equal(queue.length, 0)
  assert.equal(queue.droppedAudio, 0)
})
