import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { openFaultProxy } from '@parley/testkit'
import type { FaultProxy } from '@parley/testkit'
import type { RealtimeEvent } from '@parley/wire'
import type { Connection } from './connection.js'
import { RealtimeClient } from './realtime-client.js'
import type { RealtimeClientOptions } from './realtime-client.js'
import { readAll } from './testing/memory-session.js'
import { openTestServer } from './testing/websocket-server.js'
import type { ServerSocket } from './testing/websocket-server.js'

const limits = { timeout: 15_000 }

interface Session {
  readonly connection: Connection
  readonly server: ServerSocket
  readonly proxy: FaultProxy
}

/** A connection through a proxy that can spoil it; the first `session.update` is taken off. */
async function openSession(context: TestContext, options: Partial<RealtimeClientOptions> = {}): Promise<Session> {
  const testServer = await openTestServer()
  context.after(() => testServer.close())
  const proxy = await openFaultProxy({ targetPort: testServer.port })
  context.after(() => proxy.close())
  const client = new RealtimeClient({ baseUrl: `http://127.0.0.1:${String(proxy.port)}`, ...options })
  const connection = await client.connect({ dialect: 'realtime' })
  const server = await testServer.nextSocket()
  await server.nextFrame()
  return { connection, server, proxy }
}

const audio = (index: number): string =>
  JSON.stringify({ type: 'response.output_audio.delta', item_id: String(index), delta: 'AAAA'.repeat(200) })
const itemIds = (events: readonly RealtimeEvent[]): readonly (string | undefined)[] =>
  events.flatMap((event) => (event.type === 'audio_out' ? [event.itemId] : []))

describe('over real sockets', () => {
  test("client: a peer's close frame ends the events once, after all that came before it", limits, async (context) => {
    const { connection, server } = await openSession(context)
    for (let index = 0; index < 100; index++) server.socket.send(audio(index))
    server.socket.close(1001, 'Your session hit the maximum duration of 60 minutes.')
    const events = await readAll(connection)
    assert.deepEqual(
      itemIds(events),
      Array.from({ length: 100 }, (_value, index) => String(index)),
    )
    assert.equal(events.length, 100)
    const { code, initiator } = await connection.closed
    assert.deepEqual([code, initiator], [1001, 'remote'])
  })

  test('client: the same events come whether a listener wants to see the frames or not', limits, async (context) => {
    const words = { type: 'response.output_audio_transcript.delta', item_id: 'a', delta: 'wörds "and" more' }
    const frames = [audio(1), JSON.stringify(words), audio(2).replace('AAAA', 'A'), '{"type":', audio(3)]
    const [seen, heard]: [string[], unknown[][]] = [[], []]
    for (const isWatched of [false, true]) {
      const { connection, server } = await openSession(context)
      if (isWatched) connection.onRaw(({ frame }) => seen.push(String(frame)))
      for (const frame of frames) server.socket.send(frame)
      server.socket.close(1000, '')
      const events = await readAll(connection)
      heard.push(events.map((event) => (event.type === 'audio_out' ? [event.itemId, event.data, event.pcm] : event)))
      assert.equal(connection.stats.ignoredFrames, 1)
    }
    assert.deepEqual(heard[0], heard[1])
    assert.deepEqual(heard[0]?.length, 4)
    assert.deepEqual(seen, frames)
  })

  test('client: appends of bytes sent in one go arrive whole, in order and unmixed', limits, async (context) => {
    const { connection, server } = await openSession(context)
    const pieces = Array.from({ length: 200 }, (_value, index) => new Uint8Array(960).fill(index))
    for (const data of pieces) connection.sendAudio({ data, sampleRate: 24_000, numChannels: 1 })
    for (const piece of pieces) {
      const audio = Buffer.from(piece).toString('base64')
      assert.equal(await server.nextFrame(), JSON.stringify({ type: 'input_audio_buffer.append', audio }))
    }
    await connection.close()
  })

  test('client: a close frame without a code is a close, not an error', limits, async (context) => {
    const { connection, server } = await openSession(context)
    server.socket.close()
    assert.deepEqual(await readAll(connection), [])
    assert.deepEqual(await connection.closed, { code: 1005, reason: '', initiator: 'remote' })
  })

  test('client: a reset socket ends the events with one error and then null', limits, async (context) => {
    const { connection, server, proxy } = await openSession(context)
    server.socket.send(audio(0))
    assert.equal((await connection.nextEvent())?.type, 'audio_out')
    proxy.reset()
    const events = await readAll(connection)
    assert.deepEqual(
      events.map((event) => event.type === 'error' && [event.code, event.fatal]),
      [['unavailable', true]],
    )
    const { code, initiator } = await connection.closed
    assert.deepEqual([code, initiator], [1006, 'error'])
  })

  test(
    'client: a connection cut in the middle of a frame delivers what was whole, then one error',
    limits,
    async (context) => {
      const { connection, server, proxy } = await openSession(context)
      proxy.set({ cutAfterBytes: 2_500 })
      for (let index = 0; index < 5; index++) server.socket.send(audio(index))
      const events = await readAll(connection)
      assert.equal(events.at(-1)?.type, 'error')
      assert.equal(events.filter((event) => event.type === 'error').length, 1)
      assert.deepEqual(itemIds(events), ['0', '1'].slice(0, itemIds(events).length))
      assert.equal(connection.stats.ignoredFrames, 0)
    },
  )

  test('client: frames that arrive in slices are whole and in order', limits, async (context) => {
    const { connection, server, proxy } = await openSession(context)
    proxy.set({ sliceBytes: 97 })
    for (let index = 0; index < 30; index++) server.socket.send(audio(index))
    server.socket.close(1000)
    assert.deepEqual(
      itemIds(await readAll(connection)),
      Array.from({ length: 30 }, (_value, index) => String(index)),
    )
  })

  test('client: a half-open peer is found dead after idleTimeoutMs', limits, async (context) => {
    const { connection, proxy } = await openSession(context, { idleTimeoutMs: 300 })
    proxy.set({ stall: true })
    const startedMs = performance.now()
    const events = await readAll(connection)
    assert.ok(performance.now() - startedMs >= 250)
    assert.deepEqual(
      events.map((event) => event.type === 'error' && event.code),
      ['timeout'],
    )
    assert.equal((await connection.closed).initiator, 'error')
  })

  test('client: a peer that only answers pings is alive', limits, async (context) => {
    const { connection, server } = await openSession(context, { idleTimeoutMs: 600 })
    for (let pings = 0; pings < 4; pings++) await once(server.socket, 'ping')
    connection.sendText('still here')
    assert.match(await server.nextFrame(), /still here/)
    await connection.close()
  })

  test(
    'client: fault 6: close sends a close frame 1000, and resolves when the socket is gone',
    limits,
    async (context) => {
      const { connection, server } = await openSession(context)
      const closed = new Promise((resolve) => {
        server.socket.once('close', resolve)
      })
      const waiting = connection.nextEvent()
      await connection.close()
      assert.equal(await waiting, null)
      assert.equal(await closed, 1000)
      assert.deepEqual(await connection.closed, { code: 1000, reason: '', initiator: 'local' })
    },
  )

  test('client: a binary frame is counted and ends nothing', limits, async (context) => {
    const { connection, server } = await openSession(context)
    server.socket.send(Buffer.from([1, 2, 3]))
    server.socket.send(audio(0))
    assert.equal((await connection.nextEvent())?.type, 'audio_out')
    assert.equal(connection.stats.ignoredFrames, 1)
    await connection.close()
  })

  test('client: frames that come together with the upgrade are not lost', limits, async (context) => {
    const testServer = await openTestServer()
    context.after(() => testServer.close())
    const connecting = new RealtimeClient({ baseUrl: testServer.url }).connect({ dialect: 'realtime' })
    const { socket } = await testServer.nextSocket()
    socket.send(JSON.stringify({ type: 'session.created', session: { id: 's1' } }))
    const connection = await connecting
    assert.equal((await connection.nextEvent())?.type, 'session_created')
    await connection.close()
  })

  test(
    'client: frames are sent while a read waits, in order, and bufferedAmount falls back to 0',
    limits,
    async (context) => {
      const { connection, server } = await openSession(context)
      const waiting = connection.nextEvent()
      for (let index = 0; index < 50; index++) connection.sendText(String(index))
      for (let index = 0; index < 50; index++) {
        assert.match(await server.nextFrame(), new RegExp(`"text":"${String(index)}"`))
      }
      assert.equal(connection.bufferedAmount, 0)
      await connection.close()
      assert.equal(await waiting, null)
    },
  )

  test(
    'client: bufferedAmount grows while the network takes nothing, and sendAudio does not wait',
    limits,
    async (context) => {
      const { connection, server } = await openSession(context)
      server.socket.pause()
      const data = new Uint8Array(64_000)
      for (let index = 0; index < 400; index++) connection.sendAudio({ data, sampleRate: 24_000, numChannels: 1 })
      assert.ok(connection.bufferedAmount > 1_000_000, String(connection.bufferedAmount))
      server.socket.resume()
      for (let index = 0; index < 400; index++) await server.nextFrame()
      assert.equal(connection.bufferedAmount, 0)
      await connection.close()
    },
  )
})
