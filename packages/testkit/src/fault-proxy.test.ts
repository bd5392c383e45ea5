import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { afterEach, beforeEach, test } from 'node:test'
import { openFaultProxy } from './fault-proxy.js'
import type { FaultProxy } from './fault-proxy.js'
import type { Fault } from './forward.js'

let echo: Server
let proxy: FaultProxy | undefined
const sockets = new Set<Socket>()

beforeEach(async () => {
  echo = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
})

afterEach(async () => {
  await proxy?.close()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  echo.close()
})

async function openThrough(fault: Fault): Promise<Socket> {
  const address = echo.address()
  assert.ok(address !== null && typeof address === 'object')
  proxy = await openFaultProxy({ targetPort: address.port, fault })
  const socket = connect(proxy.port, '127.0.0.1')
  sockets.add(socket)
  await once(socket, 'connect')
  return socket
}

/** All bytes until the end; `error` where it broke off. */
async function readAll(socket: Socket): Promise<{ readonly bytes: number; readonly error: string | undefined }> {
  let bytes = 0
  let error: string | undefined
  socket.on('data', (chunk) => (bytes += chunk.length))
  socket.on('error', (fault: NodeJS.ErrnoException) => (error = fault.code))
  await once(socket, 'close').catch(() => undefined)
  return { bytes, error }
}

test('fault proxy: without a fault everything passes', { timeout: 10_000 }, async () => {
  const socket = await openThrough({})
  socket.end(Buffer.alloc(100_000))
  assert.deepEqual(await readAll(socket), { bytes: 100_000, error: undefined })
})

test('fault proxy: slices lose nothing', { timeout: 10_000 }, async () => {
  const socket = await openThrough({ sliceBytes: 7 })
  socket.end(Buffer.alloc(1_000))
  assert.deepEqual(await readAll(socket), { bytes: 1_000, error: undefined })
})

test('fault proxy: latency delays and loses nothing', { timeout: 10_000 }, async () => {
  const socket = await openThrough({ latencyMs: 15 })
  const startedMs = performance.now()
  socket.write('ping')
  await once(socket, 'data')
  assert.ok(performance.now() - startedMs >= 28, 'both ways are late')
})

test('fault proxy: a cut ends the connection after so many bytes', { timeout: 10_000 }, async () => {
  const socket = await openThrough({ cutAfterBytes: 10 })
  socket.write(Buffer.alloc(1_000))
  const { bytes } = await readAll(socket)
  assert.ok(bytes <= 10, `${String(bytes)} bytes came back`)
})

test('fault proxy: a reset is seen as a reset', { timeout: 10_000 }, async () => {
  const socket = await openThrough({})
  socket.write('ping')
  await once(socket, 'data')
  const ended = readAll(socket)
  proxy?.reset()
  assert.equal((await ended).error, 'ECONNRESET')
})

test(
  'fault proxy: a stalled connection stays open and passes nothing until it is closed',
  { timeout: 10_000 },
  async () => {
    const socket = await openThrough({ stall: true })
    socket.write('ping')
    const ended = readAll(socket)
    assert.equal(proxy?.connectionCount, 1)
    await proxy.close()
    assert.equal((await ended).bytes, 0)
  },
)
