import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import type { FakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import { createMemoryTransport } from './memory/memory-transport.js'
import type { MemoryPeer } from './memory/memory-transport.js'
import { RealtimeClient } from './realtime-client.js'
import type { RealtimeClientOptions } from './realtime-client.js'
import { sentFrames } from './testing/memory-session.js'
import { httpAnswer, openTestServer } from './testing/websocket-server.js'

const realtime = { dialect: 'realtime', model: 'm' } as const
const refusal = (status: number): ParleyError => new ParleyError('refused', `HTTP ${String(status)}`, { status })

interface Joining {
  readonly client: RealtimeClient
  readonly clock: FakeClock
  readonly peers: readonly MemoryPeer[]
}

/** A server that refuses with each status in turn and then accepts; time jumps on to each retry by itself. */
function joining(statuses: readonly number[], options: Partial<RealtimeClientOptions> = {}): Joining {
  const clock = createFakeClock()
  const peers: MemoryPeer[] = []
  const transport = createMemoryTransport((peer) => {
    const status = statuses[peers.length]
    peers.push(peer)
    if (status === undefined) {
      peer.open()
      return
    }
    peer.fail(status === 0 ? undefined : refusal(status))
    queueMicrotask(() => {
      clock.advance(5_000)
    })
  })
  return { client: new RealtimeClient({ baseUrl: 'http://memory.test', transport, clock, ...options }), clock, peers }
}

describe('sideband', () => {
  test('sideband: a join names the call last, leaves the model out, and configures the session first', async () => {
    const { client, peers } = joining([])
    const connection = await client.connectSideband('rtc_1', { ...realtime, dialect: 'quicksilver' })
    assert.equal(peers[0]?.request.url, 'ws://memory.test/v1/realtime?intent=quicksilver&call_id=rtc_1')
    assert.equal(sentFrames(peers[0])[0]?.['type'], 'session.update')
    assert.equal(connection.callId, 'rtc_1')
    await connection.close()
  })

  test('sideband: without a call id no socket is opened', async () => {
    const { client, peers } = joining([])
    await assert.rejects(client.connectSideband('', realtime), { code: 'config', message: /callId/ })
    assert.equal(peers.length, 0)
  })

  test('sideband: a join that is refused for now is tried again until it is accepted', async () => {
    const { client, peers } = joining([503, 404])
    const connection = await client.connectSideband('rtc_1', realtime)
    assert.equal(peers.length, 3)
    await connection.close()
  })

  test('sideband: a join whose socket breaks is tried again', async () => {
    const { client, peers } = joining([0])
    const connection = await client.connectSideband('rtc_1', realtime)
    assert.equal(peers.length, 2)
    await connection.close()
  })

  test('sideband: attempts end after maxAttempts with the last refusal, and no timer stays', async () => {
    const { client, clock, peers } = joining([503, 503, 429, 503], { retry: { maxAttempts: 3, baseDelayMs: 100 } })
    await assert.rejects(
      client.connectSideband('rtc_1', realtime),
      (error) => error instanceof ParleyError && error.status === 429,
    )
    assert.equal(peers.length, 3)
    assert.equal(clock.scheduledCount, 0)
  })

  test('sideband: a refusal that time does not heal is not repeated', async () => {
    const { client, peers } = joining([403])
    await assert.rejects(client.connectSideband('rtc_1', realtime), /HTTP 403/)
    assert.equal(peers.length, 1)
  })

  test('client: connect itself tries once', async () => {
    const { client, peers } = joining([503])
    await assert.rejects(client.connect(realtime), /HTTP 503/)
    assert.equal(peers.length, 1)
  })

  test('sideband: an abort between two attempts ends the join at once', async () => {
    const clock = createFakeClock()
    const abort = new AbortController()
    let attempts = 0
    const transport = createMemoryTransport((peer) => {
      attempts += 1
      peer.fail(refusal(503))
      queueMicrotask(() => {
        abort.abort()
      })
    })
    const client = new RealtimeClient({ baseUrl: 'http://memory.test', transport, clock })
    await assert.rejects(
      client.connectSideband('rtc_1', realtime, { signal: abort.signal }),
      (error) => error instanceof ParleyError && error.code === 'aborted',
    )
    assert.equal(clock.scheduledCount, 0)
    assert.equal(attempts, 1)
  })

  test('sideband: connectTimeoutMs covers all attempts together', async () => {
    const { client, clock } = joining([503, 503, 503, 503, 503, 503], {
      connectTimeoutMs: 2_500,
      retry: { maxAttempts: 10, baseDelayMs: 1_000 },
    })
    await assert.rejects(
      client.connectSideband('rtc_1', realtime),
      (error) => error instanceof ParleyError && error.code === 'timeout',
    )
    assert.equal(clock.scheduledCount, 0)
  })

  test('sideband: over real sockets a 503 is retried and the call is joined', { timeout: 10_000 }, async (context) => {
    const server = await openTestServer({
      refuse: (_request, attempt) => (attempt === 1 ? httpAnswer('503 Service Unavailable', 'soon') : undefined),
    })
    context.after(() => server.close())
    const client = new RealtimeClient({ baseUrl: server.url, retry: { maxAttempts: 2, baseDelayMs: 1 } })
    const connection = await client.connectSideband('rtc_1', realtime)
    const { request, nextFrame } = await server.nextSocket()
    assert.equal(request.url, '/v1/realtime?call_id=rtc_1')
    assert.match(await nextFrame(), /^\{"type":"session\.update"/)
    await connection.close()
  })
})
