import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import type { RawFrame } from './raw-listeners.js'
import { createSessionOpener, readAll } from './testing/memory-session.js'

const openMemorySession = createSessionOpener(createFakeClock)

describe('reading', () => {
  test('client: nextEvent gives the events in arrival order and null after the end, and then always null', async () => {
    const { connection, peer, tell } = await openMemorySession()
    tell({ type: 'response.created', response: { id: 'r1' } })
    tell({ type: 'input_audio_buffer.cleared' })
    peer.close(1000)
    assert.equal((await connection.nextEvent())?.type, 'response_created')
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
    for (let round = 0; round < 3; round++) assert.equal(await connection.nextEvent(), null)
  })

  test('client: a reader that waits gets the next event, and sending goes on while it waits', async () => {
    const { connection, tell, sent } = await openMemorySession()
    const waiting = connection.nextEvent()
    connection.sendText('hello')
    assert.equal(sent().length, 1)
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal((await waiting)?.type, 'input_audio_buffer_cleared')
  })

  test('client: for await gives the same events and ends where nextEvent gives null', async () => {
    const { connection, peer, tell } = await openMemorySession()
    tell({ type: 'input_audio_buffer.cleared' })
    tell({ type: 'input_audio_buffer.cleared' })
    peer.close(1000)
    assert.equal((await readAll(connection)).length, 2)
  })

  test('client: leaving a for await loop does not close the connection', async () => {
    const { connection, tell } = await openMemorySession()
    tell({ type: 'input_audio_buffer.cleared' })
    for await (const _event of connection) break
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
  })

  test('client: an aborted nextEvent rejects with aborted and loses no event', async () => {
    const { connection, tell } = await openMemorySession()
    const abort = new AbortController()
    const read = connection.nextEvent({ signal: abort.signal })
    abort.abort()
    tell({ type: 'input_audio_buffer.cleared' })
    await assert.rejects(read, (error) => error instanceof ParleyError && error.code === 'aborted')
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
  })

  test('client: an unknown event type is skipped by nextEvent and seen by onRaw', async () => {
    const { connection, tell } = await openMemorySession()
    const seen: RawFrame[] = []
    connection.onRaw((raw) => seen.push(raw))
    tell({ type: 'brand.new', value: 1 })
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
    assert.deepEqual(seen[0], { direction: 'received', frame: '{"type":"brand.new","value":1}' })
    assert.equal(connection.stats.ignoredFrames, 0)
  })

  test('client: a frame that is no JSON, no object, has no string type or is binary is counted in ignoredFrames', async () => {
    const { connection, peer, tell } = await openMemorySession()
    const bad = ['no json', '', '[]', 'null', '1', '"text"', '{}', '{"type":1}', '{"type":null}', '['.repeat(5_000)]
    for (const text of bad) peer.send(text)
    peer.sendBinary(new Uint8Array([1, 2, 3]))
    peer.send('{"type":"response.output_audio.delta"}')
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
    assert.equal(connection.stats.ignoredFrames, bad.length + 2)
  })

  test('client: stats tell how many events wait for the reader', async () => {
    const { connection, tell } = await openMemorySession()
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal(connection.stats.queuedEvents, 1)
    await connection.nextEvent()
    assert.equal(connection.stats.queuedEvents, 0)
  })
})

describe('raw frames', () => {
  test('client: onRaw sees every frame both ways before decoding, until it is taken back', async () => {
    const { connection, peer } = await openMemorySession()
    const seen: string[] = []
    const stop = connection.onRaw(({ direction, frame }) => seen.push(`${direction} ${String(frame)}`))
    peer.send('no json')
    connection.send({ type: 'input_audio_buffer.commit' })
    peer.sendBinary(new Uint8Array([7]))
    assert.deepEqual(seen, ['received no json', 'sent {"type":"input_audio_buffer.commit"}', 'received 7'])
    stop()
    peer.send('{}')
    assert.equal(seen.length, 3)
  })

  test('client: a listener given to connect sees the first session.update too', async () => {
    const seen: RawFrame[] = []
    const { peer } = await openMemorySession({ request: { onRaw: (raw) => seen.push(raw) } })
    assert.deepEqual(seen, [{ direction: 'sent', frame: peer.received[0] }])
  })

  test('client: a listener that throws breaks nothing', async () => {
    const { connection, tell } = await openMemorySession()
    connection.onRaw(() => {
      throw new Error('a fault of the watcher')
    })
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
  })
})

test('client: a reader that never comes ends the connection at last, with an error that says why', async () => {
  const { connection, peer } = await openMemorySession()
  for (let index = 0; index <= 100_000; index++) peer.send('{"type":"input_audio_buffer.cleared"}')
  assert.equal((await connection.closed).initiator, 'error')
  assert.equal(peer.terminated, true)
  const events = await readAll(connection)
  const last = events.at(-1)
  assert.ok(last?.type === 'error')
  assert.equal(last.code, 'internal')
})
