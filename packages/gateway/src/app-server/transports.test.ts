import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { isRecord } from '@parley/wire'
import { WebSocket, WebSocketServer } from 'ws'
import { createHostBench } from '../testing/host-bench.js'
import { MAX_MESSAGE_BYTES, serveStdio } from './serve-stdio.js'
import { serveWebSocket } from './serve-web-socket.js'

const INITIALIZE = '{"id":1,"method":"initialize","params":{"clientInfo":{"name":"x","version":"1"}}}'

test('stdio: a message a line both ways; a line over 16 MiB is an error and the next one is served', async () => {
  const { host } = createHostBench()
  const [toServer, fromServer] = [new PassThrough(), new PassThrough()]
  const served = serveStdio(toServer, fromServer, host)
  const lines = createInterface({ input: fromServer })
  const answers = lines[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => JSON.parse(String((await answers.next()).value))
  toServer.write(`${INITIALIZE}\n`)
  const initialized = await next()
  assert.ok(isRecord(initialized) && isRecord(initialized['result']))
  assert.match(String(initialized['result']['userAgent']), /^parley\//)
  const piece = Buffer.alloc(1024 * 1024, 'x')
  for (let size = 0; size <= MAX_MESSAGE_BYTES; size += piece.length) toServer.write(piece)
  const refused = await next()
  assert.ok(isRecord(refused) && isRecord(refused['error']))
  assert.deepEqual([refused['id'], refused['error']['code']], [null, -32600])
  toServer.write('more of it\n{"id":2,"method":"conversation/list"}\n')
  assert.deepEqual(await next(), { id: 2, result: { conversations: [] } })
  toServer.end()
  await served.ended
  assert.equal(served.session.phase, 'closed')
  lines.close()
  await host.close()
})

test('stdio: a client that goes away, or whose pipe breaks, ends its session and nothing else', async () => {
  for (const end of ['end', 'destroy'] as const) {
    const { host } = createHostBench()
    const [toServer, fromServer] = [new PassThrough(), new PassThrough()]
    const served = serveStdio(toServer, fromServer, host)
    if (end === 'end') toServer.end()
    else fromServer.destroy(new Error('broken pipe'))
    toServer.resume()
    await served.ended
    await served.close()
    await host.close()
  }
})

const closeCodeOf = (client: WebSocket): Promise<number> => new Promise((resolve) => client.once('close', resolve))

async function openSocketPair() {
  const bench = createHostBench()
  const server = createServer()
  const sockets = new WebSocketServer({ server, maxPayload: 64 * 1024 * 1024 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const { port } = address
  const connected = new Promise<WebSocket>((resolve) => sockets.once('connection', resolve))
  const client = new WebSocket(`ws://127.0.0.1:${port}`)
  const socket = await connected
  const served = serveWebSocket(socket, bench.host)
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open')
  const close = async (): Promise<void> => {
    client.terminate()
    await served.ended
    sockets.close()
    server.close()
    await bench.host.close()
  }
  return { client, served, close }
}

test('websocket: one message in each text frame', async () => {
  const { client, close } = await openSocketPair()
  const answers: unknown[] = []
  client.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString('utf8'))))
  client.send(INITIALIZE)
  client.send('{"id":"two","method":"conversation/list"}')
  while (answers.length < 2) await once(client, 'message')
  assert.deepEqual(answers[1], { id: 'two', result: { conversations: [] } })
  await close()
})

test('websocket: a binary frame closes with 1003, a frame over 16 MiB with 1009', async () => {
  for (const [data, code] of [
    [Buffer.from('{}'), 1003],
    ['x'.repeat(MAX_MESSAGE_BYTES + 1), 1009],
  ] as const) {
    const { client, served, close } = await openSocketPair()
    client.send(data)
    const closedWith = await closeCodeOf(client)
    assert.equal(closedWith, code)
    await served.ended
    await close()
  }
})

test('websocket: the gateway says goodbye to its client and lets its session go', async () => {
  const { client, served, close } = await openSocketPair()
  const closed = closeCodeOf(client)
  await served.close()
  const code = await closed
  assert.equal(code, 1001)
  assert.equal(served.session.phase, 'closed')
  await served.close()
  await close()
})
