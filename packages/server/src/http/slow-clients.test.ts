import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { connectTestClient } from '../testing/test-client.js'
import { withServer } from '../testing/with-server.js'
import { createHttpServer, httpLimitsFor } from './create-http-server.js'

async function openRaw(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  // A cut line is what these tests expect.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const endOf = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.resume().once('close', resolve))

test(
  'embedded server: whoever sends headers or a body drop by drop is cut off, and others are served meanwhile',
  { timeout: 20_000 },
  async () => {
    const times = { headersTimeoutMs: 150, requestTimeoutMs: 300, timeoutCheckMs: 30 }
    const server = createHttpServer({ ...httpLimitsFor(512), ...times }, (request, response) => {
      request.resume().once('end', () => response.end('ok'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const slow = await Promise.all(Array.from({ length: 60 }, () => openRaw(address.port)))
    // Listened for from the first moment: some may be cut off before the others have begun.
    const ends = slow.map(endOf)
    const drops = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write('x')
    }, 20).unref()
    slow.forEach((socket, index) =>
      socket.write(
        index % 2 === 0
          ? 'GET / HTTP/1.1\r\nHost: a\r\nX: '
          : 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n',
      ),
    )
    const answer = await fetch(`http://127.0.0.1:${address.port}/`)
    assert.equal(await answer.text(), 'ok')
    await Promise.all(ends)
    clearInterval(drops)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
)

test('embedded server: connections above the limit are cut off, and the sessions that run notice nothing', () =>
  withServer({ maxConnections: 4 }, async ({ server }) => {
    const client = await connectTestClient(server.url)
    const idle = await Promise.all(Array.from({ length: 100 }, () => openRaw(server.port)))
    const ends = idle.map((socket) => endOf(socket).then(() => 'cut off'))
    const isCut = await Promise.race([
      ...ends,
      new Promise((resolve) => setTimeout(resolve, 15_000, 'all may stay').unref()),
    ])
    assert.equal(isCut, 'cut off')
    client.send({ type: 'response.cancel' })
    await client.next('error')
    await client.close()
    for (const socket of idle) socket.destroy()
  }))
