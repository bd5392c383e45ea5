import assert from 'node:assert/strict'
import { getEventListeners, once } from 'node:events'
import { createServer, Socket } from 'node:net'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import { ParleyError } from '@parley/wire'
import { createMemoryTransport } from './memory/memory-transport.js'
import type { MemoryPeer } from './memory/memory-transport.js'
import { RealtimeClient } from './realtime-client.js'
import { nobodyListens } from './testing/refusing-address.js'
import { httpAnswer, openTestServer, toAddress } from './testing/websocket-server.js'
import type { TestServer, TestServerOptions } from './testing/websocket-server.js'

const limits = { timeout: 10_000 }
const realtime = { dialect: 'realtime' } as const

async function serverFor(context: TestContext, options: TestServerOptions = {}): Promise<TestServer> {
  const server = await openTestServer(options)
  context.after(() => server.close())
  return server
}

/** Waits for the rejection; fails when there is none. */
async function rejection(promise: Promise<unknown>): Promise<ParleyError> {
  const error: unknown = await promise.then(
    () => undefined,
    (fault: unknown) => fault,
  )
  assert.ok(error instanceof ParleyError, `it gave ${String(error)}`)
  return error
}

describe('the request', () => {
  test('client: headers, query and key are on the wire as the rules say', limits, async (context) => {
    const server = await serverFor(context)
    const client = new RealtimeClient({
      baseUrl: server.url,
      apiKey: 'sk-test',
      headers: { 'x-team': 'client', 'x-kept': '1' },
      query: { zone: 'eu' },
    })
    const config = { dialect: 'quicksilver', model: 'm', sessionId: 'session-7' } as const
    const connection = await client.connect(config, { headers: { 'X-Team': 'call' } })
    const { request, nextFrame } = await server.nextSocket()
    assert.equal(request.url, '/v1/realtime?intent=quicksilver&model=m&zone=eu')
    const { headers } = request
    assert.equal(headers['authorization'], 'Bearer sk-test')
    assert.equal(headers['openai-alpha'], 'quicksilver=v1')
    assert.equal(headers['x-session-id'], 'session-7')
    assert.deepEqual([headers['x-team'], headers['x-kept']], ['call', '1'])
    assert.equal(headers['sec-websocket-extensions'], undefined)
    assert.match(await nextFrame(), /^\{"type":"session\.update","session":\{"type":"quicksilver"/)
    await connection.close()
  })

  test('client: realtime has no marker header; an own authorization header stays', limits, async (context) => {
    const server = await serverFor(context)
    const client = new RealtimeClient({ baseUrl: server.url, apiKey: 'sk-test', headers: { Authorization: 'Mine 1' } })
    const connection = await client.connect(realtime)
    const { headers } = (await server.nextSocket()).request
    assert.equal(headers['authorization'], 'Mine 1')
    assert.equal(headers['openai-alpha'], undefined)
    assert.equal(headers['x-session-id'], undefined)
    await connection.close()
  })

  test('client: a key function is asked anew for each connection', limits, async (context) => {
    const server = await serverFor(context)
    let count = 0
    const client = new RealtimeClient({ baseUrl: server.url, apiKey: async () => `key-${String((count += 1))}` })
    for (const key of ['key-1', 'key-2']) {
      const connection = await client.connect(realtime)
      assert.equal((await server.nextSocket()).request.headers['authorization'], `Bearer ${key}`)
      await connection.close()
    }
  })

  test('client: fault 7: TCP_NODELAY is set on the socket', limits, async (context) => {
    const server = await serverFor(context)
    const setNoDelay = context.mock.method(Socket.prototype, 'setNoDelay')
    const connection = await new RealtimeClient({ baseUrl: server.url }).connect(realtime)
    const ours = setNoDelay.mock.calls.filter((call) => {
      const socket: unknown = call.this
      return socket instanceof Socket && socket.remotePort === server.port && call.arguments[0] !== false
    })
    assert.ok(ours.length > 0)
    await connection.close()
  })
})

describe('what is refused before any socket opens', () => {
  const client = new RealtimeClient({
    baseUrl: 'http://memory.test',
    transport: createMemoryTransport(() => assert.fail('a socket was opened')),
    clock: createFakeClock(),
  })
  for (const [what, config] of [
    ['an unknown voice, named', { dialect: 'realtime', voice: 'nobody' }],
    ["a voice of the other dialect, named: 'nobody' of quicksilver", { dialect: 'quicksilver', voice: 'nobody' }],
    ['transcription mode on quicksilver', { dialect: 'quicksilver', mode: 'transcription' }],
    ['text output on quicksilver', { dialect: 'quicksilver', outputModality: 'text' }],
    ['a speed out of range', { dialect: 'realtime', speed: 9 }],
  ] as const) {
    test(`client: ${what} is a config error and opens no socket`, async () => {
      const error = await rejection(client.connect(config))
      assert.equal(error.code, 'config')
      if ('voice' in config) assert.match(error.message, /nobody/)
    })
  }

  test('client: a header that cannot be sent is a config error without its value', limits, async () => {
    const bad = new RealtimeClient({ baseUrl: 'http://127.0.0.1:9', headers: { 'x-secret': 'top\nsecret' } })
    const error = await rejection(bad.connect(realtime))
    assert.equal(error.code, 'config')
    assert.ok(!`${error.message} ${String(error.cause)}`.includes('top'))
  })

  test('client: a dialect that is not known is named', async () => {
    const connect: (config: never) => Promise<unknown> = (config) => client.connect(config)
    const connecting: unknown = Reflect.apply(connect, client, [{ dialect: 'klingon' }])
    assert.ok(connecting instanceof Promise)
    assert.match((await rejection(Promise.resolve<unknown>(connecting))).message, /klingon/)
  })
})

describe('a refused handshake', () => {
  test(
    "client: a refused handshake gives the status and the provider's own text and code, never the key",
    limits,
    async (context) => {
      const body = JSON.stringify({ error: { message: 'Incorrect API key: sk-secret-1234', code: 'invalid_api_key' } })
      const server = await serverFor(context, { refuse: () => httpAnswer('401 Unauthorized', body) })
      const client = new RealtimeClient({ baseUrl: server.url, apiKey: 'sk-secret-1234' })
      const error = await rejection(client.connect({ ...realtime, model: 'm' }))
      assert.deepEqual([error.code, error.status, error.remoteCode], ['refused', 401, 'invalid_api_key'])
      assert.match(error.message, /HTTP 401: Incorrect API key/)
      assert.ok(!error.message.includes('secret'))
    },
  )

  for (const [status, body] of [
    ['503 Service Unavailable', 'try later'],
    ['200 OK', 'a web page'],
    ['302 Found', ''],
    ['429 Too Many Requests', '{"error":{"message":"slow down"}}'],
  ] as const) {
    test(
      `client: a handshake answered with ${status} is refused with that status, in one attempt`,
      limits,
      async (context) => {
        let attempts = 0
        const refuse = (): string => {
          attempts += 1
          return httpAnswer(status, body)
        }
        const server = await serverFor(context, { refuse })
        const error = await rejection(new RealtimeClient({ baseUrl: server.url }).connect(realtime))
        assert.deepEqual([error.code, error.status, attempts], ['refused', Number(status.slice(0, 3)), 1])
      },
    )
  }

  test('client: a refusal with a huge body is cut, not awaited', limits, async (context) => {
    const endless = `HTTP/1.1 500 Oops\r\ncontent-length: 99999999\r\n\r\n${'x'.repeat(100_000)}`
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.write(endless))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const baseUrl = `http://127.0.0.1:${String(toAddress(server.address()).port)}`
    const error = await rejection(new RealtimeClient({ baseUrl }).connect(realtime))
    assert.deepEqual([error.code, error.status], ['refused', 500])
    server.close()
    await once(server, 'close')
    context.diagnostic('the socket was destroyed, so the server could close')
  })

  test('client: a socket that is dropped instead of upgraded is unavailable', limits, async (context) => {
    const server = await serverFor(context, { refuse: () => '' })
    const error = await rejection(new RealtimeClient({ baseUrl: server.url }).connect(realtime))
    assert.equal(error.code, 'unavailable')
  })

  test('client: an answer that is no HTTP is unavailable, with its cause', limits, async (context) => {
    const server = await serverFor(context, { refuse: () => 'SSH-2.0-OpenSSH\r\n\r\n' })
    const error = await rejection(new RealtimeClient({ baseUrl: server.url }).connect(realtime))
    assert.equal(error.code, 'unavailable')
    assert.ok(error.cause instanceof Error)
  })

  test('client: a port where nobody listens is unavailable and says so', limits, async () => {
    const error = await rejection(new RealtimeClient({ baseUrl: await nobodyListens() }).connect(realtime))
    assert.equal(error.code, 'unavailable')
    assert.match(error.message, /ECONNREFUSED/)
  })
})

describe('giving up while connecting', () => {
  /** A server that takes TCP connections and says nothing. */
  async function openSilentServer(): Promise<{ baseUrl: string; connection: Promise<Socket>; end: () => void }> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const connection = new Promise<Socket>((resolve) => {
      server.once('connection', (socket) => {
        socket.resume()
        socket.on('error', () => undefined)
        resolve(socket)
      })
    })
    const baseUrl = `http://127.0.0.1:${String(toAddress(server.address()).port)}`
    return { baseUrl, connection, end: () => server.close() }
  }

  test('client: connecting takes no longer than connectTimeoutMs, and nothing stays open', limits, async () => {
    const { baseUrl, connection, end } = await openSilentServer()
    const gone = connection.then((socket) => once(socket, 'close'))
    const client = new RealtimeClient({ baseUrl, connectTimeoutMs: 50 })
    const error = await rejection(client.connect({ ...realtime, model: 'm' }))
    assert.equal(error.code, 'timeout')
    assert.match(error.message, /50 ms/)
    assert.ok(!error.message.includes('model='))
    await gone
    end()
  })

  test('client: an abort while connecting rejects with aborted, and nothing stays open', limits, async () => {
    const { baseUrl, connection, end } = await openSilentServer()
    const abort = new AbortController()
    const connecting = rejection(new RealtimeClient({ baseUrl }).connect(realtime, { signal: abort.signal }))
    const gone = once(await connection, 'close')
    const reason = new Error('the user left')
    abort.abort(reason)
    const error = await connecting
    assert.deepEqual([error.code, error.cause], ['aborted', reason])
    await gone
    end()
  })

  test('client: an abort before connecting opens no socket', async () => {
    const clock = createFakeClock()
    const transport = createMemoryTransport(() => assert.fail('a socket was opened'))
    const client = new RealtimeClient({ baseUrl: 'http://memory.test', transport, clock })
    const error = await rejection(client.connect(realtime, { signal: AbortSignal.abort() }))
    assert.equal(error.code, 'aborted')
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: giving up drops the socket and takes every timer back', async () => {
    const clock = createFakeClock()
    const peers: MemoryPeer[] = []
    const transport = createMemoryTransport((peer) => {
      peers.push(peer)
      clock.advance(15_000)
    })
    const client = new RealtimeClient({ baseUrl: 'http://memory.test', transport, clock })
    assert.equal((await rejection(client.connect(realtime))).code, 'timeout')
    assert.equal(peers[0]?.terminated, true)
    assert.equal(clock.scheduledCount, 0)
  })

  test('client: connectTimeoutMs covers the key function and the socket together', async () => {
    const clock = createFakeClock()
    const transport = createMemoryTransport(() => {
      clock.advance(400)
    })
    const apiKey = (): string => {
      clock.advance(600)
      return 'key'
    }
    const client = new RealtimeClient({ baseUrl: 'http://m.test', transport, clock, apiKey, connectTimeoutMs: 1_000 })
    assert.equal((await rejection(client.connect(realtime))).code, 'timeout')
    assert.equal(clock.now(), 1_000)
  })

  test('client: an abort after the connection is open closes nothing', async () => {
    const abort = new AbortController()
    const transport = createMemoryTransport((peer) => {
      peer.open()
    })
    const client = new RealtimeClient({ baseUrl: 'http://memory.test', transport, clock: createFakeClock() })
    const connection = await client.connect(realtime, { signal: abort.signal })
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0)
    abort.abort()
    connection.sendText('still here')
    await connection.close()
  })
})
