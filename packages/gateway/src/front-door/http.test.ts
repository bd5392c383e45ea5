import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, openRaw, readToEnd, sendRaw, statusOf } from '../testing/front-door/ask.js'
import { decodeLine } from '../testing/front-door/knock.js'
import { withFrontDoor } from '../testing/front-door/with-front-door.js'

const time = { timeout: 20_000 }

test(
  'front door: the Host header must be a name of ours with its port, before any route, also for the page',
  time,
  () =>
    withFrontDoor({ allowedHosts: ['Parley.Example', 'other.example:8443'] }, async ({ door }) => {
      door.page(() => ({ contentType: 'text/html', bytes: Buffer.from('page') }))
      const { port } = door
      const statusFor = async (host: string, path = '/status') => (await ask(port, { path, headers: { host } })).status
      for (const host of [
        `127.0.0.1:${port}`,
        `localhost:${port}`,
        `LOCALHOST:${port}`,
        `[::1]:${port}`,
        'parley.example',
        'other.example:8443',
      ]) {
        assert.equal(await statusFor(host), 200, host)
        assert.equal(await statusFor(host, '/'), 200, host)
      }
      const foreign = [
        ...[
          `evil.test:${port}`,
          `127.0.0.1.nip.io:${port}`,
          '127.0.0.1',
          'localhost',
          '127.0.0.1:1',
          `127.0.0.1:${port}0`,
        ],
        ...[
          `localhost.:${port}`,
          `localhost:${port}.evil.test`,
          `evil.test@localhost:${port}`,
          `[::]:${port}`,
          `0.0.0.0:${port}`,
        ],
        ...[`127.1:${port}`, `2130706433:${port}`, `[::ffff:127.0.0.1]:${port}`, 'other.example', 'parley.example:80'],
      ]
      for (const host of foreign) {
        for (const path of ['/status', '/', '/nothing'])
          assert.equal(await statusFor(host, path), 421, `${host} ${path}`)
      }
    }),
)

test('front door: two Host headers, none, and targets that name a host themselves are refused', time, () =>
  withFrontDoor({}, async ({ door: { port } }) => {
    const own = `127.0.0.1:${port}`
    const raw = async (head: string) => statusOf(await sendRaw(port, `${head}\r\nConnection: close\r\n\r\n`))
    assert.equal(await raw(`GET /status HTTP/1.1\r\nHost: ${own}`), 200)
    assert.equal(await raw(`GET /status HTTP/1.1\r\nHost: ${own}\r\nHost: evil.test`), 421)
    assert.equal(await raw('GET /status HTTP/1.1'), 400)
    assert.equal(await raw('GET /status HTTP/1.1\r\nHost: '), 421)
    assert.equal(await raw('GET /status HTTP/1.0'), 421)
    assert.equal(await raw(`GET http://evil.test/status HTTP/1.1\r\nHost: ${own}`), 400)
    assert.equal(await raw(`GET //evil.test/status HTTP/1.1\r\nHost: ${own}`), 400)
    assert.equal(await raw(`OPTIONS * HTTP/1.1\r\nHost: ${own}`), 400)
    assert.equal(await raw(`CONNECT evil.test:443 HTTP/1.1\r\nHost: ${own}`), 0)
  }),
)

test('front door: pages of other origins are refused, whatever they look like, and so is null', time, () =>
  withFrontDoor({ allowedOrigins: ['https://app.example'] }, async ({ door: { port }, token }) => {
    const authorization = `Bearer ${token}`
    const statusFor = async (headers: Record<string, string>) =>
      (await ask(port, { headers: { authorization, ...headers } })).status
    for (const origin of [
      `http://127.0.0.1:${port}`,
      `http://localhost:${port}`,
      `http://[::1]:${port}`,
      'https://app.example',
    ]) {
      assert.equal(await statusFor({ origin }), 200, origin)
    }
    const foreign = [
      ...[
        'https://evil.test',
        'null',
        '',
        'file://',
        `http://127.0.0.1:${port}.evil.test`,
        `http://127.0.0.1:${port}@evil.test`,
      ],
      ...[
        'http://127.0.0.1:1',
        'http://127.0.0.1',
        `https://127.0.0.1:${port}`,
        `http://127.0.0.1:${port}/`,
        `HTTP://127.0.0.1:${port}`,
      ],
      ...[
        'https://app.example.evil.test',
        'http://app.example',
        'https://sub.app.example',
        `http://127.0.0.1:${port}, https://evil.test`,
      ],
    ]
    for (const origin of foreign) assert.equal(await statusFor({ origin }), 403, origin)
  }),
)

test('front door: a request that a browser marks as coming from another site is refused', time, () =>
  withFrontDoor({ allowedOrigins: ['https://app.example'] }, async ({ door: { port } }) => {
    const statusFor = async (headers: Record<string, string>) => (await ask(port, { headers })).status
    for (const site of ['cross-site', 'same-site', 'anything']) {
      assert.equal(await statusFor({ 'sec-fetch-site': site }), 403, site)
    }
    assert.equal(await statusFor({ 'sec-fetch-site': 'same-origin' }), 200)
    assert.equal(await statusFor({ 'sec-fetch-site': 'none' }), 200)
    assert.equal(await statusFor({ 'sec-fetch-site': 'cross-site', origin: 'https://app.example' }), 200)
  }),
)

test('front door: without Origin and without Authorization nothing is changed', time, () =>
  withFrontDoor({}, async ({ door: { port } }) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      assert.deepEqual([method, (await ask(port, { method, path: '/echo' })).status], [method, 401])
    }
  }),
)

test('front door: only the token opens what needs it, in an Authorization header and nowhere else', time, () =>
  withFrontDoor({}, async ({ door: { port }, token, origin }) => {
    const echo = (headers: Record<string, string>, path = '/echo') =>
      ask(port, { method: 'POST', path, headers: { origin, ...headers } })
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer x${token}`,
      `Bearer ${token.slice(0, -1)}`,
      `Basic ${token}`,
      token,
      `Bearer ${token} ${token}`,
    ]
    for (const authorization of wrong) {
      const { status, headers, text } = await echo({ authorization })
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Bearer'], authorization)
      assert.ok(!text.includes(token.slice(14, 40)))
    }
    assert.equal((await echo({}, `/echo?token=${token}`)).status, 401)
    assert.equal((await echo({ cookie: `token=${token}` })).status, 401)
    assert.equal((await echo({ 'sec-websocket-protocol': token })).status, 401)
    assert.equal((await echo({ authorization: `Bearer ${token}` })).status, 200)
    assert.equal(
      (await echo({ authorization: `bearer ${token}` }, '/echo?a=1')).text,
      '{"query":{"a":"1"},"via":"token"}\n',
    )
    assert.equal((await ask(port, { headers: { authorization: 'Bearer wrong' } })).status, 401)
  }),
)

test('front door: no answer lets another origin in or sets a cookie, and each forbids guessing its type', time, () =>
  withFrontDoor({}, async ({ door, token, origin }) => {
    door.page(() => ({ contentType: 'text/html', bytes: Buffer.from('page') }))
    const authorization = `Bearer ${token}`
    const answers = await Promise.all([
      ask(door.port, { headers: { origin } }),
      ask(door.port, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } }),
      ask(door.port, { path: '/' }),
      ask(door.port, { path: '/fault', headers: { authorization } }),
      ask(door.port, { headers: { origin: 'https://evil.test' } }),
      ask(door.port, { method: 'POST', path: '/ticket', headers: { authorization, origin } }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 405, 200, 500, 403, 200],
    )
    for (const { headers } of answers) {
      assert.deepEqual(
        Object.keys(headers).filter((name) => /^access-control|cookie/.test(name)),
        [],
      )
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
      assert.match(String(headers['content-security-policy']), /default-src '(self|none)'.*frame-ancestors 'none'/)
    }
  }),
)

test('front door: a body is JSON in the clear, or 415', time, () =>
  withFrontDoor({}, async ({ door: { port }, token }) => {
    const statusFor = async (headers: Record<string, string>, body = '{"a":1}') =>
      (
        await ask(port, {
          method: 'POST',
          path: '/echo',
          body,
          headers: { authorization: `Bearer ${token}`, ...headers },
        })
      ).status
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
      'application/json; charset=utf-16',
      '',
    ]) {
      assert.equal(await statusFor({ 'content-type': type }), 415, type)
    }
    assert.equal(await statusFor({}), 415)
    assert.equal(await statusFor({ 'content-type': 'application/json', 'content-encoding': 'gzip' }), 415)
    assert.equal(await statusFor({ 'content-type': 'application/json' }), 200)
    assert.equal(await statusFor({ 'content-type': 'Application/JSON; charset=UTF-8' }), 200)
    assert.equal(await statusFor({ 'content-type': 'application/json' }, '{"a":'), 400)
    assert.equal(await statusFor({}, ''), 200)
  }),
)

test(
  'front door: JSON is nested 32 levels deep at most and no deeper, wherever brackets stand in its strings',
  time,
  () =>
    withFrontDoor({}, async ({ door: { port }, token }) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answerTo = (body: string) => ask(port, { method: 'POST', path: '/echo', body, headers })
      assert.equal((await answerTo('['.repeat(32) + ']'.repeat(32))).status, 200)
      assert.equal((await answerTo('['.repeat(33) + ']'.repeat(33))).reason, 'json_too_deep')
      assert.equal((await answerTo('{"a":'.repeat(33) + '1' + '}'.repeat(33))).reason, 'json_too_deep')
      assert.equal((await answerTo('['.repeat(60_000))).reason, 'json_too_deep')
      assert.equal((await answerTo(JSON.stringify({ text: '[{"\\'.repeat(100) }))).status, 200)
      assert.equal((await answerTo('"\\"[[[')).reason, 'bad_json')
      const { json } = await answerTo('{"__proto__":{"polluted":true}}')
      assert.deepEqual(json?.['body'], JSON.parse('{"__proto__":{"polluted":true}}'))
      assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
    }),
)

test('front door: a body that is no UTF-8 is refused', time, () =>
  withFrontDoor({}, async ({ door: { port }, token }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const { reason } = await ask(port, {
      method: 'POST',
      path: '/echo',
      body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
      headers,
    })
    assert.equal(reason, 'bad_json')
  }),
)

test('front door: unknown paths, wrong methods and plain requests to a socket are told apart', time, () =>
  withFrontDoor({}, async ({ door: { port }, token }) => {
    const authorization = `Bearer ${token}`
    assert.equal((await ask(port, { path: '/nothing' })).status, 404)
    assert.equal((await ask(port, { path: '/status/' })).status, 404)
    assert.equal((await ask(port, { path: '/%73tatus' })).status, 404)
    assert.equal((await ask(port, { path: '/echo', headers: { authorization } })).headers.allow, 'POST')
    assert.equal((await ask(port, { path: '/app' })).status, 426)
    assert.equal((await ask(port, { method: 'HEAD' })).status, 200)
    assert.equal((await ask(port, { path: '/constructor' })).status, 404)
  }),
)

test(
  'front door: a handler that fails is answered with 500 that says nothing of it, and is logged without secrets',
  time,
  () =>
    withFrontDoor({}, async ({ door: { port }, token, lines }) => {
      const { status, text } = await ask(port, { path: '/fault', headers: { authorization: `Bearer ${token}` } })
      assert.equal(status, 500)
      assert.doesNotMatch(text, /planted|sk-/)
      const line = lines.find((entry) => entry.includes('door.fault')) ?? ''
      assert.match(line, /planted, with \[secret\] in it/)
    }),
)

test('front door: an invitation to send the body goes only to who may send one', time, () =>
  withFrontDoor({}, async ({ door: { port }, token }) => {
    const head = (host: string) =>
      `POST /echo HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`
    assert.equal(statusOf(await sendRaw(port, head('evil.test'))), 421)
    const socket = await openRaw(port)
    const answer = readToEnd(socket)
    socket.write(head(`127.0.0.1:${port}`))
    socket.once('data', () => socket.write('{}'))
    assert.match(await answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  }),
)

test('front door: neither token, ticket, query nor header stands in the log of a talkative run', time, () =>
  withFrontDoor({}, async ({ door: { port }, token, origin, lines }) => {
    const authorization = `Bearer ${token}`
    const { json } = await ask(port, { method: 'POST', path: '/ticket', headers: { authorization, origin } })
    const ticket = String(json?.['ticket'])
    for (const path of [`/x?token=${token}`, `/x/${token}`, `/x?note=c4n4ry`, `/x/parley.ticket.${ticket}`])
      await ask(port, { path })
    await ask(port, {
      path: '/echo',
      method: 'POST',
      headers: { authorization: 'Bearer c4n4ry-c4n4ry', cookie: 'id=c4n4ry' },
    })
    await ask(port, { headers: { origin: 'https://c4n4ry.test' } })
    const log = lines.join('')
    assert.ok(lines.length >= 6)
    for (const secret of [token, ticket, 'c4n4ry']) assert.ok(!log.includes(secret), secret)
  }),
)

test('front door: refusals are logged up to a rate, and counted beyond it', time, () =>
  withFrontDoor({ limits: { loggedRefusalsPerMinute: 3 } }, async ({ door: { port }, clock, lines }) => {
    for (let count = 0; count < 10; count++) await ask(port, { path: '/nothing' })
    clock.advance(60_000)
    await ask(port, { path: '/nothing' })
    const refusals = lines.map(decodeLine).filter(({ event }) => event === 'door.refused')
    assert.deepEqual(
      refusals.map(({ leftOut }) => leftOut),
      [undefined, undefined, undefined, 7],
    )
    assert.equal(refusals[0]?.['reason'], 'not_found')
  }),
)

test('front door: closing lets a request under way finish', time, async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await withFrontDoor({}, async ({ door }) => {
    let started = (): void => {}
    const isStarted = new Promise<void>((resolve) => (started = resolve))
    door.handle('GET', '/slow', { access: 'public' }, async () => {
      started()
      await held
      return { status: 200, body: { type: 'text', text: 'done' } }
    })
    const answer = ask(door.port, { path: '/slow' })
    await isStarted
    const closed = door.close()
    release()
    assert.equal((await answer).text, 'done')
    await Promise.all([closed, door.close()])
    await assert.rejects(ask(door.port, {}))
  })
})
