import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type { WebSocket } from 'ws'
import { openRaw, statusOf } from '../testing/front-door/ask.js'
import { closeSocket, goodbyeOf, knock, nextText, openAsProgram } from '../testing/front-door/knock.js'
import { withFrontDoor } from '../testing/front-door/with-front-door.js'
import type { DoorFixture } from '../testing/front-door/with-front-door.js'

const time = { timeout: 30_000 }

/** A WebSocket whose frames are written by hand. */
async function openBare({ door: { port }, token }: DoorFixture): Promise<Socket> {
  const socket = await openRaw(port)
  const key = randomBytes(16).toString('base64')
  const head = [
    'GET /app HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
  ]
  socket.write(`${[...head, `Sec-WebSocket-Key: ${key}`, `Authorization: Bearer ${token}`].join('\r\n')}\r\n\r\n`)
  const parts: unknown[] = await once(socket, 'data')
  assert.equal(statusOf(String(parts[0])), 101)
  return socket
}

/** Masked with zeros, as a client must mask and nobody must mind. */
function frame(firstByte: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const length = payload.byteLength
  const header =
    length < 126 ? Buffer.from([firstByte, 0x80 | length]) : Buffer.from([firstByte, 0xfe, length >> 8, length & 0xff])
  return Buffer.concat([header, Buffer.alloc(4), payload])
}

/** The code of the close frame that comes back; 1006 where the line ends without one. */
async function closeCodeOf(socket: Socket): Promise<number> {
  const parts: Buffer[] = []
  socket.on('data', (part) => {
    parts.push(part)
    if (part.includes(0x88)) socket.end()
  })
  await once(socket, 'close')
  const bytes = Buffer.concat(parts)
  const at = bytes.indexOf(0x88)
  return at === -1 || bytes.length < at + 4 ? 1006 : bytes.readUInt16BE(at + 2)
}

const TEXT = 0x81
const PARTIAL_TEXT = 0x01
const CONTINUED = 0x00
const PING = 0x89

test('front door: a message of a megabyte is taken, a larger one closes the socket with 1009', time, () =>
  withFrontDoor({}, async (fixture) => {
    const socket = await openAsProgram(fixture)
    const answer = nextText(socket)
    socket.send('x'.repeat(1_048_576))
    assert.equal((await answer).length, 1_048_576)
    const gone = goodbyeOf(socket)
    socket.send('x'.repeat(1_048_577))
    assert.equal((await gone).code, 1009)
  }),
)

test('front door: a message in a thousand fragments is taken, in more it closes the socket with 1008', time, () =>
  withFrontDoor({}, async (fixture) => {
    for (const [count, isTaken] of [
      [1_000, true],
      [1_030, false],
    ] as const) {
      const socket = await openBare(fixture)
      const closed = closeCodeOf(socket)
      const middle = Buffer.concat(Array.from({ length: count - 2 }, () => frame(CONTINUED, Buffer.from('x'))))
      socket.write(Buffer.concat([frame(PARTIAL_TEXT, Buffer.from('x')), middle, frame(0x80, Buffer.from('x'))]))
      if (isTaken) socket.end(frame(0x88, Buffer.from([0x03, 0xe8])))
      assert.equal(await closed, isTaken ? 1000 : 1008)
    }
    assert.deepEqual(fixture.heard.filter((line) => line.startsWith('text')).length, 1)
  }),
)

test('front door: fragments that together are too large are stopped at the limit, not at their end', time, () =>
  withFrontDoor({ limits: { maxMessageBytes: 10_000 } }, async (fixture) => {
    const socket = await openBare(fixture)
    const closed = closeCodeOf(socket)
    const part = Buffer.alloc(6_000)
    socket.write(Buffer.concat([frame(0x02, part), frame(CONTINUED, part)]))
    assert.equal(await closed, 1009)
  }),
)

test('front door: garbage for frames closes that socket and touches nobody else', time, () =>
  withFrontDoor({}, async (fixture) => {
    const steady = await openAsProgram(fixture)
    const garbage: readonly (readonly [string, Buffer, number])[] = [
      ['an unmasked frame', Buffer.from([TEXT, 1, 0x61]), 1002],
      ['reserved bits', frame(0xf1, Buffer.from('x')), 1002],
      ['an unknown kind', frame(0x83), 1002],
      ['a continuation of nothing', frame(0x80, Buffer.from('x')), 1002],
      ['compression that was not agreed on', frame(0xc1, Buffer.from('x')), 1002],
      ['text that is no UTF-8', frame(TEXT, Buffer.from([0xff, 0xfe])), 1007],
      ['a ping of 126 bytes', frame(PING, Buffer.alloc(126)), 1002],
      ['a length of nine quintillions', Buffer.concat([Buffer.from([TEXT, 0xff]), Buffer.alloc(8, 0x7f)]), 1009],
      ['a close code that does not exist', frame(0x88, Buffer.from([0x03, 0xed])), 1002],
    ]
    for (const [name, bytes, code] of garbage) {
      const socket = await openBare(fixture)
      const closed = closeCodeOf(socket)
      socket.write(bytes)
      assert.equal(await closed, code, name)
    }
    for (let round = 0; round < 30; round++) {
      const socket = await openBare(fixture)
      socket.resume()
      socket.end(randomBytes(2_000))
      await once(socket, 'close')
    }
    const answer = nextText(steady)
    steady.send('still here')
    assert.equal(await answer, 'still here')
    await closeSocket(steady)
  }),
)

test('front door: binary garbage in a text endpoint is a message like any other to its budget', time, () =>
  withFrontDoor({}, async (fixture) => {
    const socket = await openAsProgram(fixture)
    socket.send(randomBytes(1_000))
    socket.send('behind it')
    assert.equal(await nextText(socket), 'behind it')
    assert.deepEqual(fixture.heard, ['audio 1000', 'text behind it'])
    await closeSocket(socket)
  }),
)

test(
  'front door: control messages above the rate close the socket with 1008, audio does not count towards them',
  time,
  () =>
    withFrontDoor({ limits: { controlBurst: 5, controlMessagesPerMinute: 60 } }, async (fixture) => {
      const socket = await openAsProgram(fixture)
      const send = async (text: string): Promise<void> => {
        const answer = nextText(socket)
        socket.send(text)
        await answer
      }
      for (let count = 0; count < 20; count++) await send(`audio ${count}`)
      for (let count = 0; count < 5; count++) await send('control')
      fixture.clock.advance(2_000)
      for (let count = 0; count < 2; count++) await send('control')
      const gone = goodbyeOf(socket)
      socket.send('control')
      assert.deepEqual(await gone, { code: 1008, reason: 'Too much at once: send slower.' })
      assert.equal(fixture.heard.filter((line) => line === 'text control').length, 7)
    }),
)

test('front door: audio above the rate closes the socket with 1008, whether binary or as text', time, () =>
  withFrontDoor({ limits: { audioBurstBytes: 1_000, audioBytesPerSecond: 500 } }, async (fixture) => {
    for (const data of [Buffer.alloc(600), `audio ${'x'.repeat(594)}`]) {
      const socket = await openAsProgram(fixture)
      await sendAndSettle(socket, data)
      // 400 bytes were left, and 200 flow in.
      fixture.clock.advance(400)
      await sendAndSettle(socket, data)
      const gone = goodbyeOf(socket)
      socket.send(data)
      assert.equal((await gone).code, 1008)
    }
  }),
)

/** Resolves when the other end has heard the data. */
async function sendAndSettle(socket: WebSocket, data: string | Buffer): Promise<void> {
  const settled = new Promise<void>((resolve) => {
    const listen = (text: unknown): void => {
      if (String(text) !== 'settle') return
      socket.off('message', listen)
      resolve()
    }
    socket.on('message', listen)
  })
  socket.send(data)
  socket.send('settle')
  await settled
}

test('front door: pings count as control messages, and their answers do not pile up', time, () =>
  withFrontDoor({ limits: { controlBurst: 50 } }, async (fixture) => {
    const socket = await openBare(fixture)
    const closed = closeCodeOf(socket)
    socket.write(Buffer.concat(Array.from({ length: 60 }, () => frame(PING, Buffer.from('x')))))
    assert.equal(await closed, 1008)
  }),
)

test('front door: a client that does not read is closed with 1013 when a megabyte waits, and then cut off', time, () =>
  withFrontDoor({}, async (fixture) => {
    const steady = await openAsProgram(fixture)
    const slow = await openAsProgram(fixture)
    slow.pause()
    const gone = goodbyeOf(slow)
    const socket = fixture.sockets[1]
    assert.ok(socket !== undefined)
    let peakBytes = 0
    let sent = 0
    while (socket.send(Buffer.alloc(32_768))) {
      sent += 1
      peakBytes = Math.max(peakBytes, socket.bufferedBytes)
      assert.ok(sent < 2_000, 'never dropped')
      // The system's own buffers take some megabytes before anything waits here.
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(peakBytes <= 1_048_576, String(peakBytes))
    assert.equal(socket.send('more'), false)
    await socket.whenDrained()
    assert.match(fixture.lines.at(-1) ?? '', /door\.socket-too-slow/)
    fixture.clock.advance(2_000)
    slow.resume()
    assert.ok([1006, 1013].includes((await gone).code))
    const answer = nextText(steady)
    steady.send('still here')
    assert.equal(await answer, 'still here')
    await closeSocket(steady)
  }),
)

test('front door: a slow client that reads again in time learns why it was closed', time, () =>
  withFrontDoor({}, async (fixture) => {
    const slow = await openAsProgram(fixture)
    slow.pause()
    const socket = fixture.sockets[0]
    assert.ok(socket !== undefined)
    while (socket.send(Buffer.alloc(65_536))) await new Promise((resolve) => setImmediate(resolve))
    const gone = goodbyeOf(slow)
    slow.resume()
    const { code, reason } = await gone
    assert.equal(code, 1013)
    assert.match(reason, /^You do not read/)
  }),
)

test('front door: one message of two megabytes reaches a client that keeps up', time, () =>
  withFrontDoor({}, async (fixture) => {
    const socket = await openAsProgram(fixture)
    const answer = nextText(socket)
    assert.equal(fixture.sockets[0]?.send('x'.repeat(2_097_152)), true)
    assert.equal((await answer).length, 2_097_152)
    await fixture.sockets[0]?.whenDrained()
    await closeSocket(socket)
  }),
)

test('front door: a client without a sign of life is dropped after two pings, one that answers stays', time, () =>
  withFrontDoor({}, async (fixture) => {
    const { clock } = fixture
    const alive = await openAsProgram(fixture)
    const dead = await openAsProgram(fixture, { autoPong: false })
    const gone = goodbyeOf(dead)
    const beat = async (): Promise<void> => {
      const pinged = once(alive, 'ping')
      clock.advance(5_000)
      await pinged
      await echo(alive)
    }
    await beat()
    await beat()
    clock.advance(5_000)
    assert.equal((await gone).code, 1006)
    await echo(alive)
    assert.ok(fixture.lines.some((line) => line.includes('door.socket-dead')))
    await closeSocket(alive)
  }),
)

/** Once the answer is here, everything that was sent before the question has been heard. */
async function echo(socket: WebSocket): Promise<void> {
  const answer = nextText(socket)
  socket.send('echo')
  await answer
}

test(
  'front door: upgrades above the rate are 429 with whatever token, until time has passed; foreign pages use up none of it',
  time,
  () =>
    withFrontDoor({ limits: { upgradesPerMinute: 3 } }, async (fixture) => {
      const { door, clock, token } = fixture
      const tryWith = (authorization: string) => knock(door.port, { headers: { authorization } })
      for (let count = 0; count < 10; count++) {
        assert.equal(await knock(door.port, { headers: { origin: 'https://evil.test' } }), 403)
      }
      await closeSocket(await openAsProgram(fixture))
      assert.equal(await tryWith('Bearer wrong'), 401)
      assert.equal(await tryWith('Bearer wrong'), 401)
      assert.equal(await tryWith('Bearer wrong'), 429)
      assert.equal(await tryWith(`Bearer ${token}`), 429)
      clock.advance(20_000)
      await closeSocket(await openAsProgram(fixture))
    }),
)

test('front door: compression is never agreed on', time, () =>
  withFrontDoor({}, async (fixture) => {
    const socket = await openAsProgram(fixture)
    assert.equal(socket.extensions, '')
    await closeSocket(socket)
  }),
)
