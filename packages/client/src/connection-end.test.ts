import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import { createSessionOpener, plain, readAll } from './testing/memory-session.js'

const openMemorySession = createSessionOpener(createFakeClock)

const fatal = { type: 'error', error: { type: 'invalid_request_error', code: 'session_expired', message: 'over' } }

const fatalErrors = [
  { name: 'session_expired', error: { type: 'invalid_request_error', code: 'session_expired', message: 'm' } },
  { name: 'invalid_api_key', error: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'm' } },
  { name: 'insufficient_quota', error: { type: 'x', code: 'insufficient_quota', message: 'm' } },
  { name: 'authentication_error', error: { type: 'authentication_error', message: 'm' } },
  { name: 'permission_error', error: { type: 'permission_error', message: 'm' } },
]

describe('the end', () => {
  test("client: a peer's close frame ends the events once, without an error", async () => {
    const { connection, peer, tell, clock } = await openMemorySession()
    tell({ type: 'input_audio_buffer.cleared' })
    peer.close(1001, 'Your session hit the maximum duration of 60 minutes.')
    assert.deepEqual(
      (await readAll(connection)).map((event) => event.type),
      ['input_audio_buffer_cleared'],
    )
    const reason = 'Your session hit the maximum duration of 60 minutes.'
    assert.deepEqual(await connection.closed, { code: 1001, reason, initiator: 'remote' })
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: a broken socket ends the events with one error and then null; closed resolves', async () => {
    const { connection, peer } = await openMemorySession()
    peer.fail(new ParleyError('unavailable', 'reset by peer'))
    assert.deepEqual(plain(await connection.nextEvent()), {
      type: 'error',
      message: 'reset by peer',
      code: 'unavailable',
      fatal: true,
    })
    assert.equal(await connection.nextEvent(), null)
    assert.deepEqual(await connection.closed, { code: 1006, reason: 'reset by peer', initiator: 'error' })
  })

  test('client: close is idempotent, gives a waiting reader null, and resolves when the socket is gone', async () => {
    const { connection, peer, clock } = await openMemorySession()
    const waiting = connection.nextEvent()
    const closing = Promise.all([connection.close(), connection.close()])
    assert.equal(await waiting, null)
    await closing
    await connection.close()
    assert.deepEqual(peer.closing, { code: 1000, reason: '' })
    assert.deepEqual(await connection.closed, { code: 1000, reason: '', initiator: 'local' })
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: fault 6: close sends a close frame', async () => {
    const { connection, peer } = await openMemorySession()
    await connection.close()
    assert.equal(peer.closing?.code, 1000)
    assert.equal(peer.terminated, false)
  })

  test('client: a peer that does not answer the close frame is dropped after a while', async () => {
    const { connection, peer, clock } = await openMemorySession()
    peer.stall()
    const closing = connection.close()
    clock.advance(2_000)
    await closing
    assert.equal(peer.terminated, true)
    assert.equal((await connection.closed).initiator, 'local')
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: fault 1: an error event is an event and does not end the connection', async () => {
    const { connection, tell, sent } = await openMemorySession()
    const error = { type: 'invalid_request_error', code: 'conversation_already_has_active_response', message: 'busy' }
    tell({ type: 'error', error: { ...error, event_id: 'e7' } })
    assert.deepEqual(plain(await connection.nextEvent()), {
      type: 'error',
      message: 'busy',
      code: 'conversation_already_has_active_response',
      eventId: 'e7',
      fatal: false,
    })
    connection.sendText('still here')
    assert.equal(sent().length, 1)
    tell({ type: 'input_audio_buffer.cleared' })
    assert.equal((await connection.nextEvent())?.type, 'input_audio_buffer_cleared')
  })

  for (const { name, error } of fatalErrors) {
    test(`client: fault 1: a fatal error ends it: ${name}`, async () => {
      const { connection, peer, tell } = await openMemorySession()
      tell({ type: 'error', error })
      tell({ type: 'input_audio_buffer.cleared' })
      peer.close(1008)
      const events = await readAll(connection)
      assert.deepEqual(
        events.map((event) => event.type === 'error' && event.fatal),
        [true],
      )
    })
  }

  test('client: after a fatal error the close of the server is awaited; without one the client closes', async () => {
    const { connection, peer, tell, clock } = await openMemorySession()
    tell(fatal)
    assert.equal((await connection.nextEvent())?.type, 'error')
    assert.equal(await connection.nextEvent(), null)
    assert.equal(peer.closing?.code ?? 'open', 'open')
    clock.advance(2_000)
    assert.equal(peer.closing?.code, 1000)
    assert.equal((await connection.closed).initiator, 'error')
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: close after a fatal error does not wait for the server', async () => {
    const { connection, tell, clock } = await openMemorySession()
    tell(fatal)
    await connection.close()
    assert.equal((await connection.closed).initiator, 'local')
    assert.equal(clock.scheduledCount, 0)
  })
})

describe('a peer that says nothing', () => {
  const options = { client: { idleTimeoutMs: 3_000 } }

  test('client: no frame and no pong for idleTimeoutMs means that the connection is dead', async () => {
    const { connection, peer, clock } = await openMemorySession(options)
    peer.stall()
    clock.advance(2_999)
    assert.equal(peer.terminated, false)
    clock.advance(1)
    const event = await connection.nextEvent()
    assert.ok(event?.type === 'error')
    assert.equal(event.code, 'timeout')
    assert.match(event.message, /3000 ms/)
    assert.equal(await connection.nextEvent(), null)
    assert.equal((await connection.closed).initiator, 'error')
    assert.equal(peer.terminated, true)
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: without idleTimeoutMs half a minute is the limit, where the transport can ask', async () => {
    const { connection, peer, clock } = await openMemorySession()
    peer.stall()
    clock.advance(29_999)
    assert.equal(peer.terminated, false)
    clock.advance(1)
    assert.equal((await connection.closed).initiator, 'error')
  })

  test('client: a peer that has nothing to say but answers pings lives', async () => {
    const { connection, clock } = await openMemorySession(options)
    for (let round = 0; round < 60; round++) {
      clock.advance(1_000)
      await Promise.resolve()
    }
    connection.sendText('still here')
    await connection.close()
  })

  test('client: each frame of the peer begins the limit anew', async () => {
    const { connection, peer, tell, clock } = await openMemorySession(options)
    peer.stall()
    for (let round = 0; round < 5; round++) {
      clock.advance(2_500)
      tell({ type: 'brand.new' })
    }
    connection.sendText('still here')
    clock.advance(3_000)
    assert.equal((await connection.closed).initiator, 'error')
  })
})
