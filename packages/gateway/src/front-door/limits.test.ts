import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { ask, openRaw, readToEnd, sendRaw, statusOf } from '../testing/front-door/ask.js'
import { withFrontDoor } from '../testing/front-door/with-front-door.js'
import { createConnectionCounter } from './count-connections.js'
import { DEFAULT_LIMITS } from './door-limits.js'
import { createKeyedRateLimiter } from './rate-limiter.js'
import { silentLogger } from '../secrets/logger.js'

const time = { timeout: 20_000 }
/** Real time, since Node's own server measures it: short, so that nobody waits. */
const quick = { headersTimeoutMs: 500, requestTimeoutMs: 800, timeoutCheckMs: 50 }

function post(port: number, token: string, more: string): string {
  return `POST /echo HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nConnection: close\r\n${more}`
}

test('front door: a body of 64 KiB is taken, one more byte is 413, declared or not', time, () =>
  withFrontDoor({}, async ({ door: { port }, token }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const statusFor = async (size: number, more: Record<string, string> = {}) =>
      (
        await ask(port, {
          method: 'POST',
          path: '/echo',
          body: `"${'x'.repeat(size - 2)}"`,
          headers: { ...headers, ...more },
        })
      ).status
    assert.equal(await statusFor(65_536), 200)
    assert.equal(await statusFor(65_537), 413)
    assert.equal(await statusFor(65_536, { 'transfer-encoding': 'chunked' }), 200)
    assert.equal(await statusFor(65_537, { 'transfer-encoding': 'chunked' }), 413)
    const declared = await sendRaw(port, post(port, token, 'Content-Length: 99999999999\r\n\r\n'))
    assert.equal(statusOf(declared), 413)
  }),
)

test('front door: a body that never ends is cut off after little of it was read', time, () =>
  withFrontDoor({}, async ({ door: { port }, token }) => {
    const socket = await openRaw(port)
    const answer = readToEnd(socket)
    socket.write(post(port, token, 'Transfer-Encoding: chunked\r\n\r\n'))
    let written = 0
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`
    while (!socket.destroyed && written < 64 * 1024 * 1024) {
      written += chunk.length
      if (!socket.write(chunk))
        await new Promise<void>((resolve) => void socket.once('drain', resolve).once('close', resolve))
    }
    const text = await answer
    // Where the line breaks while the client still writes, the system may throw the answer away.
    assert.ok([413, 0].includes(statusOf(text)), text)
    assert.ok(written < 16 * 1024 * 1024, String(written))
  }),
)

test('front door: chunks that lie, lengths that lie and requests that are two requests are refused', time, () =>
  withFrontDoor({ limits: quick }, async ({ door: { port }, token }) => {
    const statusFor = async (more: string) => statusOf(await sendRaw(port, post(port, token, more)))
    assert.equal(await statusFor('Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'), 400)
    assert.equal(await statusFor('Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n'), 400)
    assert.equal(await statusFor('Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n{}'), 400)
    assert.equal(await statusFor('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n'), 400)
    assert.equal(await statusFor('Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'), 400)
    assert.equal(await statusFor('Content-Length: -1\r\n\r\n{}'), 400)
    assert.equal(await statusFor('Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'), 400)
    assert.equal(await statusFor('Content-Length: 2\r\n\r\n{}'), 200)
    // Less than it promises: it waits for the rest until its time is up.
    assert.equal(await statusFor('Content-Length: 20\r\n\r\n{}'), 408)
    assert.equal(await statusFor('Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'), 408)
  }),
)

test('front door: headers above 8 KiB are 431, in one line or in many', time, () =>
  withFrontDoor({}, async ({ door: { port } }) => {
    const start = `GET /status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n`
    assert.equal(statusOf(await sendRaw(port, `${start}X: ${'y'.repeat(7_000)}\r\n\r\n`)), 200)
    assert.equal(statusOf(await sendRaw(port, `${start}X: ${'y'.repeat(9_000)}\r\n\r\n`)), 431)
    assert.equal(statusOf(await sendRaw(port, `${start}${'X: yyyyyyyy\r\n'.repeat(1_000)}\r\n`)), 431)
    assert.equal(statusOf(await sendRaw(port, `GET /${'y'.repeat(9_000)} HTTP/1.1\r\n\r\n`)), 431)
  }),
)

test('front door: whoever sends headers or a body drop by drop is cut off, and others are served meanwhile', time, () =>
  withFrontDoor({ limits: quick }, async ({ door: { port }, token }) => {
    const drip = async (start: string): Promise<string> => {
      const socket = await openRaw(port)
      const answer = readToEnd(socket)
      socket.write(start)
      const timer = setInterval(() => socket.write('x'), 20)
      const text = await answer
      clearInterval(timer)
      return text
    }
    const slow = [
      ...Array.from({ length: 20 }, () => drip('GET /status HTTP/1.1\r\nHost: ')),
      drip(post(port, token, 'Content-Length: 60000\r\n\r\n')),
    ]
    assert.equal((await ask(port, {})).status, 200)
    for (const answer of await Promise.all(slow)) assert.equal(statusOf(answer), 408)
  }),
)

test('front door: a connection that says nothing, or not enough, is cut off by the time for headers alone', time, () =>
  withFrontDoor({ limits: { ...quick, requestTimeoutMs: 60_000 } }, async ({ door: { port } }) => {
    assert.equal(statusOf(await readToEnd(await openRaw(port))), 408)
    assert.equal(statusOf(await sendRaw(port, 'GET /status HTTP/1.1\r\nHost: ')), 408)
  }),
)

test('front door: what is no HTTP at all is refused and leaves the others alone', time, () =>
  withFrontDoor({ limits: quick }, async ({ door: { port } }) => {
    for (const bytes of [
      Buffer.alloc(1_000),
      Buffer.from('\u0016\u0003\u0001\u0002\u0000'),
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
      Buffer.from('GET\r\n\r\n'),
    ]) {
      assert.equal(statusOf(await sendRaw(port, bytes)), 400)
    }
    assert.equal((await ask(port, {})).status, 200)
  }),
)

test('front door: clients that cut their connection in the middle of anything leave nothing behind', time, () =>
  withFrontDoor({}, async ({ door, token }) => {
    let reached = 0
    door.handle('POST', '/held', { access: 'token' }, async ({ signal }) => {
      reached += 1
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return { status: 200, body: { type: 'text', text: 'too late' } }
    })
    const whole = `${post(door.port, token, 'Content-Length: 2\r\n\r\n')}{}`.replace('/echo', '/held')
    for (let length = 0; length <= whole.length; length += length < whole.length - 4 ? 7 : 1) {
      const socket = await openRaw(door.port)
      socket.write(whole.slice(0, length))
      if (length === whole.length) await until(async () => (await ask(door.port, {})).status === 200 && reached === 1)
      socket.destroy()
    }
    assert.equal((await ask(door.port, {})).status, 200)
    await door.close()
    assert.equal(reached, 1)
  }),
)

test('front door: connections above the limit are cut off at once, and room that comes free is used again', time, () =>
  withFrontDoor({ limits: { maxConnections: 3 } }, async ({ door: { port } }) => {
    const first = [await openRaw(port), await openRaw(port), await openRaw(port)]
    assert.equal(await readToEnd(await openRaw(port)), '')
    const closed = first.map((socket) => once(socket, 'close'))
    for (const socket of first) socket.destroy()
    await Promise.all(closed)
    await until(async () => (await ask(port, {}).catch(() => undefined))?.status === 200)
  }),
)

test(
  'front door: where all places are taken, a line that waits for a next request makes room for who asks one',
  time,
  () =>
    withFrontDoor({ limits: { maxConnections: 3 } }, async ({ door: { port } }) => {
      const idle: Socket[] = []
      for (let count = 0; count < 3; count++) {
        const socket = await openRaw(port)
        socket.write(`GET /status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
        await once(socket, 'data')
        idle.push(socket)
      }
      const closed = idle.map((socket) => once(socket, 'close'))
      for (const socket of idle) socket.resume()
      assert.equal((await ask(port, {})).status, 200)
      await Promise.all(closed)
    }),
)

/** The other side learns of a closed line in its own time. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) if (await holds()) return
  assert.fail('never held')
}

test('front door: one remote address gets a part of the connections only, this machine all of them', time, () => {
  const limits = { ...DEFAULT_LIMITS, maxConnections: 6, maxConnectionsPerAddress: 2 }
  const counter = createConnectionCounter(limits, silentLogger)
  const source = Object.assign(new EventEmitter(), { closeIdleConnections: () => {} })
  counter.watch(source)
  const connectFrom = (remoteAddress: string): Socket => {
    const socket = new Socket()
    Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
    source.emit('connection', socket)
    return socket
  }
  const isCut = (...addresses: string[]): readonly boolean[] =>
    addresses.map((address) => connectFrom(address).destroyed)
  const first = connectFrom('192.0.2.7')
  assert.deepEqual(isCut('192.0.2.7', '192.0.2.7', '192.0.2.8'), [false, true, false])
  first.emit('close')
  assert.deepEqual(isCut('192.0.2.7', '192.0.2.7'), [false, true])
  assert.deepEqual(isCut('127.0.0.1', '::1', '::ffff:127.0.0.1', '127.0.0.1'), [false, false, false, true])
  assert.equal(counter.count, 6)
})

test('front door: budgets per address do not touch each other, and the number of addresses is bounded', () => {
  let nowMs = 0
  const clock = { now: () => nowMs, schedule: () => () => {} }
  const limiter = createKeyedRateLimiter(clock, { capacity: 2, perSecond: 1 })
  assert.deepEqual(
    ['a', 'a', 'a', 'b'].map((key) => limiter.take(key).type),
    ['allow', 'allow', 'refuse', 'allow'],
  )
  nowMs += 1_000
  assert.equal(limiter.take('a').type, 'allow')
  for (let index = 0; index < 5_000; index++) limiter.take(`address ${index}`)
  // Forgotten by then, like the oldest of any flood of addresses.
  assert.equal(limiter.take('a').type, 'allow')
  assert.equal(limiter.take('a').type, 'allow')
})
