import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WebSocket } from 'ws'
import { ask, openRaw, readToEnd, statusOf } from '../testing/front-door/ask.js'
import {
  closeSocket,
  goodbyeOf,
  knock,
  knockWithTicket,
  nextText,
  openAsPage,
  openAsProgram,
  takeTicket,
} from '../testing/front-door/knock.js'
import type { Knock } from '../testing/front-door/knock.js'
import { withFrontDoor } from '../testing/front-door/with-front-door.js'
import type { DoorFixture } from '../testing/front-door/with-front-door.js'

const time = { timeout: 20_000 }

function opened(socket: WebSocket | number): WebSocket {
  assert.ok(typeof socket !== 'number', 'refused')
  return socket
}

test('front door: a page changes the token for a ticket and opens its socket with it', time, () =>
  withFrontDoor({}, async (fixture) => {
    const socket = opened(await openAsPage(fixture))
    assert.equal(socket.protocol, 'parley.v1')
    const answer = nextText(socket)
    socket.send('hello')
    assert.equal(await answer, 'hello')
    assert.equal(fixture.door.socketCount, 1)
    assert.deepEqual(fixture.identities, [{ via: 'ticket', origin: fixture.origin, remoteAddress: '127.0.0.1' }])
    await closeSocket(socket)
  }),
)

test('front door: a program opens a socket with the token in its header, with and without a sub-protocol', time, () =>
  withFrontDoor({}, async (fixture) => {
    const plain = await openAsProgram(fixture)
    const named = await openAsProgram(fixture, { protocols: ['other', 'parley.v1'] })
    assert.deepEqual([plain.protocol, named.protocol], ['', 'parley.v1'])
    assert.equal(fixture.identities[0]?.via, 'token')
    await closeSocket(plain)
    await closeSocket(named)
  }),
)

test('front door: a ticket that was used is refused the second time, and the log says so', time, () =>
  withFrontDoor({}, async (fixture) => {
    const ticket = await takeTicket(fixture)
    const socket = opened(await knockWithTicket(fixture, ticket))
    assert.equal(await knockWithTicket(fixture, ticket), 401)
    assert.match(fixture.lines.at(-1) ?? '', /"reason":"bad_ticket".*"fault":"used"/)
    await closeSocket(socket)
    assert.equal(await knockWithTicket(fixture, ticket), 401)
  }),
)

test('front door: of many that show one ticket at once, one is let in', time, () =>
  withFrontDoor({}, async (fixture) => {
    const ticket = await takeTicket(fixture)
    const answers = await Promise.all(Array.from({ length: 8 }, () => knockWithTicket(fixture, ticket)))
    const sockets = answers.filter((answer) => typeof answer !== 'number')
    assert.deepEqual([sockets.length, answers.filter((answer) => answer === 401).length], [1, 7])
    await Promise.all(sockets.map(closeSocket))
  }),
)

test('front door: a ticket that is thirty seconds old opens nothing, and no wall clock is asked', time, () =>
  withFrontDoor({}, async (fixture) => {
    const old = await takeTicket(fixture)
    fixture.clock.advance(30_000)
    assert.equal(await knockWithTicket(fixture, old), 401)
    assert.match(fixture.lines.at(-1) ?? '', /"fault":"expired"/)
    const young = await takeTicket(fixture)
    fixture.clock.advance(29_999)
    await closeSocket(opened(await knockWithTicket(fixture, young)))
  }),
)

test('front door: a ticket counts for the page that asked for it, and only as a sub-protocol', time, () =>
  withFrontDoor({ allowedOrigins: ['https://other.example'] }, async (fixture) => {
    const { door, origin } = fixture
    assert.equal(await knockWithTicket(fixture, await takeTicket(fixture), 'https://other.example'), 401)
    const ticket = await takeTicket(fixture)
    const protocols = ['parley.v1']
    assert.equal(await knock(door.port, { path: `/app?ticket=${ticket}`, protocols, headers: { origin } }), 401)
    assert.equal(await knock(door.port, { protocols, headers: { origin, cookie: `ticket=${ticket}` } }), 401)
    assert.equal(await knock(door.port, { protocols, headers: { origin, authorization: `Bearer ${ticket}` } }), 401)
    await closeSocket(opened(await knockWithTicket(fixture, ticket)))
    assert.ok(!fixture.lines.join('').includes(ticket))
  }),
)

test('front door: a ticket costs the token, is for pages, and there are only so many', time, () =>
  withFrontDoor({ limits: { maxTickets: 2 } }, async ({ door: { port }, token, origin, clock }) => {
    const statusFor = async (headers: Record<string, string>) => {
      const { status, headers: sent } = await ask(port, { method: 'POST', path: '/ticket', headers })
      return [status, sent['retry-after']]
    }
    const authorization = `Bearer ${token}`
    assert.deepEqual(await statusFor({ origin }), [401, undefined])
    assert.deepEqual(await statusFor({ authorization }), [400, undefined])
    assert.deepEqual(await statusFor({ authorization, origin: 'https://evil.test' }), [403, undefined])
    assert.deepEqual(await statusFor({ authorization, origin }), [200, undefined])
    assert.deepEqual(await statusFor({ authorization, origin }), [200, undefined])
    assert.deepEqual(await statusFor({ authorization, origin }), [429, '30'])
    clock.advance(30_000)
    assert.deepEqual(await statusFor({ authorization, origin }), [200, undefined])
  }),
)

test(
  'front door: a socket of a foreign name, a foreign page, without anything or with the wrong thing is refused before it opens',
  time,
  () =>
    withFrontDoor({}, async ({ door: { port }, token, origin, sockets }) => {
      const authorization = `Bearer ${token}`
      const protocols = ['parley.v1']
      const cases: readonly (readonly [Knock, number])[] = [
        [{ headers: { authorization, host: `evil.test:${port}` } }, 421],
        [{ headers: { authorization, host: `127.0.0.1.nip.io:${port}` } }, 421],
        [{ headers: { authorization, host: '127.0.0.1' } }, 421],
        [{ headers: { authorization, host: `evil.test:${port}`, origin: `http://evil.test:${port}` } }, 421],
        [{ headers: { authorization, origin: 'https://evil.test' } }, 403],
        [{ headers: { authorization, origin: 'null' } }, 403],
        [{ headers: { authorization, origin: `${origin}.evil.test` } }, 403],
        [{ headers: { authorization, origin: 'http://127.0.0.1:1' } }, 403],
        [{ headers: { authorization, 'sec-fetch-site': 'cross-site' } }, 403],
        [{}, 401],
        [{ protocols }, 401],
        [{ protocols, headers: { origin } }, 401],
        [{ protocols: [...protocols, 'parley.ticket.made-up'], headers: { origin } }, 401],
        [{ protocols: [...protocols, `parley.ticket.${token}`], headers: { origin } }, 401],
        [{ headers: { authorization: 'Bearer wrong' } }, 401],
        [{ headers: { authorization: 'Bearer wrong', origin }, protocols }, 401],
        [{ headers: { authorization }, protocols: ['unknown'] }, 400],
        [{ headers: { authorization }, path: '/nothing' }, 404],
        [{ headers: { authorization }, path: '/status' }, 404],
        [{ headers: { authorization }, path: '/' }, 404],
      ]
      for (const [options, status] of cases) assert.equal(await knock(port, options), status, JSON.stringify(options))
      assert.equal(sockets.length, 0)
    }),
)

test('front door: the ticket is not given back as the agreed sub-protocol', time, () =>
  withFrontDoor({}, async (fixture) => {
    const { door, origin } = fixture
    const only = [`parley.ticket.${await takeTicket(fixture)}`]
    assert.equal(await knock(door.port, { protocols: only, headers: { origin } }), 400)
    const first = [`parley.ticket.${await takeTicket(fixture)}`, 'parley.v1']
    const socket = opened(await knock(door.port, { protocols: first, headers: { origin } }))
    assert.equal(socket.protocol, 'parley.v1')
    await closeSocket(socket)
  }),
)

test('front door: an endpoint that fails closes that socket with 1011 and leaves the others alone', time, () =>
  withFrontDoor({}, async (fixture) => {
    const [steady, broken] = [await openAsProgram(fixture), await openAsProgram(fixture)]
    const gone = goodbyeOf(broken)
    broken.send('fault')
    assert.equal((await gone).code, 1011)
    assert.ok(fixture.lines.some((line) => line.includes('door.fault')))
    const answer = nextText(steady)
    steady.send('still here')
    assert.equal(await answer, 'still here')
    await closeSocket(steady)
  }),
)

test('front door: an endpoint that takes text only closes a socket that sends binary with 1003', time, () =>
  withFrontDoor({}, async (fixture) => {
    fixture.door.socket('/text', { protocols: [], onSocket: () => ({ text: () => {} }) })
    const socket = await openAsProgram(fixture, { path: '/text' })
    const gone = goodbyeOf(socket)
    socket.send(Buffer.from([1, 2, 3]))
    assert.equal((await gone).code, 1003)
  }),
)

test('front door: closing says 1001 to every socket, and a client that does not answer is cut off', time, () =>
  withFrontDoor({}, async (fixture: DoorFixture) => {
    const polite = await openAsProgram(fixture)
    const deaf = await openAsProgram(fixture)
    const gone = [goodbyeOf(polite), goodbyeOf(deaf)]
    deaf.pause()
    const closed = fixture.door.close()
    assert.equal((await gone[0])?.code, 1001)
    fixture.clock.advance(2_000)
    await closed
    deaf.resume()
    assert.equal((await gone[1])?.code, 1001)
    assert.equal(fixture.door.socketCount, 0)
    assert.deepEqual(fixture.heard, ['closed 1001', 'closed 1006'])
    assert.equal(fixture.clock.scheduledCount, 0)
  }),
)

test('front door: who asks to come in while it closes is told to try again', time, () =>
  withFrontDoor({}, async ({ door, token }) => {
    const socket = await openRaw(door.port)
    const answer = readToEnd(socket)
    // Half a request is under way, so closing waits for it.
    socket.write(`GET /app HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nAuthorization: Bearer ${token}\r\n`)
    await ask(door.port, {})
    const closed = door.close()
    socket.write(
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    assert.equal(statusOf(await answer), 503)
    await closed
  }),
)
