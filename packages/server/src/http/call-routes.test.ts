import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.js'
import { connectTestClient } from '../testing/test-client.js'
import { withServer } from '../testing/with-server.js'
import { field } from '../testing/frames.js'

const time = { timeout: 20_000 }

async function post(url: string, path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, { method: 'POST', body, headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text }
}

const json = { 'content-type': 'application/json' }
const sdp = { 'content-type': 'application/sdp' }
const secretOf = (text: string): string => /"value": "(ek_\w+)"/.exec(text)?.[1] ?? ''

test('calls: an offer that is none is a clear 400, in each form', time, () =>
  withServer({}, async ({ server }) => {
    const calls = '/v1/realtime/calls'
    const plain = await post(server.url, calls, 'garbage', sdp)
    assert.equal(plain.status, 400)
    assert.match(plain.text, /does not begin with 'v=0'/)
    assert.equal((await post(server.url, calls, '{"session":{}}', json)).status, 400)
    assert.equal((await post(server.url, calls, 'x', { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await post(server.url, calls, 'x', { 'content-type': 'multipart/form-data' })).status, 415)
    assert.equal((await post(server.url, calls, 'v=0'.padEnd(70_000, 'a'), sdp)).status, 400)
    assert.equal((await post(server.url, calls, 'v=0'.padEnd(600_000, 'a'), sdp)).status, 413)
    assert.equal((await fetch(`${server.url}${calls}`)).status, 405)
    assert.equal(server.calls, 0)
  }),
)

test('calls: a call that is not there cannot be joined or hung up', time, () =>
  withServer({}, async ({ server }) => {
    const gone = await post(server.url, '/v1/realtime/calls/rtc_none/hangup', '')
    assert.equal(gone.status, 404)
    assert.match(gone.text, /call_id_not_found/)
    await assert.rejects(connectTestClient(server.url, { path: '/v1/realtime?call_id=rtc_none' }), /404/)
  }),
)

test('calls: a page of this machine may call from its own origin, another may not', time, () =>
  withServer({}, async ({ server }) => {
    const preflight = (origin: string) =>
      fetch(`${server.url}/v1/realtime/calls`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-headers': 'authorization, content-type' },
      })
    const near = await preflight('http://localhost:3000')
    assert.equal(near.status, 204)
    assert.equal(near.headers.get('access-control-allow-origin'), 'http://localhost:3000')
    assert.equal(near.headers.get('access-control-expose-headers'), 'location')
    const far = await preflight('https://evil.example')
    assert.equal(far.status, 403)
    assert.equal(far.headers.get('access-control-allow-origin'), null)
  }),
)

test('client secrets: one opens a session with what it was made for, until its time is up', time, () => {
  const clock = createFakeClock(Date.now())
  return withServer({ apiKeys: ['sk-real'], clock }, async ({ server, connect }) => {
    const body = JSON.stringify({
      expires_after: { anchor: 'created_at', seconds: 30 },
      session: { type: 'realtime', instructions: 'Be brief.' },
    })
    const path = '/v1/realtime/client_secrets'
    assert.equal((await post(server.url, path, body, json)).status, 401)
    const issued = await post(server.url, path, body, { ...json, authorization: 'Bearer sk-real' })
    assert.equal(issued.status, 200)
    assert.match(issued.text, new RegExp(`"expires_at": ${Math.floor(clock.nowMs() / 1000) + 30}`))
    const authorization = `Bearer ${secretOf(issued.text)}`
    const client = await connect({ headers: { authorization } })
    const updated = await client.next('session.updated')
    assert.equal(field(updated['session'], 'instructions'), 'Be brief.')
    await client.close()
    assert.equal((await post(server.url, path, body, { ...json, authorization })).status, 401, 'it makes no others')
    clock.advance(31_000)
    await assert.rejects(connect({ headers: { authorization } }), /401/)
    assert.equal((await post(server.url, '/v1/realtime/calls', 'v=0', { ...sdp, authorization })).status, 401)
  })
})

test('client secrets: one that nobody made is refused also where any key will do', time, () =>
  withServer({}, async ({ connect }) => {
    await assert.rejects(connect({ headers: { authorization: 'Bearer ek_invented' } }), /401/)
  }),
)

test('client secrets: a lifetime that cannot be is refused by its name', time, () =>
  withServer({}, async ({ server }) => {
    for (const seconds of [9, 7201, 1.5, '60', null]) {
      const body = JSON.stringify({ expires_after: { anchor: 'created_at', seconds } })
      const refused = await post(server.url, '/v1/realtime/client_secrets', body, json)
      assert.equal(refused.status, seconds === null ? 200 : 400, String(seconds))
    }
    assert.equal((await post(server.url, '/v1/realtime/client_secrets', '[1]', json)).status, 400)
    assert.equal((await post(server.url, '/v1/realtime/client_secrets', '', json)).status, 200)
  }),
)
