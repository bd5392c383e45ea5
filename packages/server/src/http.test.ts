import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { createFakeSpeech } from '@parley/speech/testing'
import { isRecord, ParleyError } from '@parley/wire'
import { WebSocket } from 'ws'
import { openServer } from './open-server.js'
import { createFakeClock } from './testing/fake-clock.js'
import { field, textField } from './testing/frames.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function get(url: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = request(`${url}${path}`, { headers })
  sent.end()
  const events: unknown[] = await once(sent, 'response')
  return readAnswer(events[0])
}

/** The HTTP answer to a refused upgrade. */
async function refusedUpgrade(url: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers })
  const events: unknown[] = await once(socket, 'unexpected-response')
  return readAnswer(events[1])
}

async function readAnswer(message: unknown): Promise<Answer> {
  assert.ok(isMessage(message))
  let text = ''
  for await (const part of message) text += String(part)
  const body: unknown = JSON.parse(text)
  return { status: message.statusCode ?? 0, body }
}

function isMessage(value: unknown): value is IncomingMessage {
  return isRecord(value) && typeof value['statusCode'] === 'number'
}

test('embedded server: GET / says what this is and how to use it, /healthz that it lives', time, () =>
  withServer({}, async ({ server, connect }) => {
    const home = await get(server.url, '/')
    assert.equal(home.status, 200)
    assert.equal(field(home.body, 'websocket'), `${server.url.replace('http', 'ws')}/v1/realtime`)
    const client = await connect()
    assert.deepEqual(await get(server.url, '/healthz'), { status: 200, body: { status: 'ok', sessions: 1, calls: 0 } })
    assert.equal(server.sessions, 1)
    await client.close()
  }),
)

test('embedded server: unknown addresses get 404 in the shape of the real API, over HTTP and as an upgrade', time, () =>
  withServer({}, async ({ server }) => {
    const plain = await get(server.url, '/v1/models')
    assert.equal(plain.status, 404)
    assert.deepEqual(plain.body, {
      error: { message: 'Invalid URL (GET /v1/models)', type: 'invalid_request_error', param: null, code: null },
    })
    assert.equal((await refusedUpgrade(server.url, '/v1/other')).status, 404)
    assert.equal((await get(server.url, '/v1/realtime')).status, 426)
  }),
)

test(
  'embedded server: a missing or wrong key gets 401 before the upgrade; a right one is let in by header or sub-protocol',
  time,
  () =>
    withServer({ apiKeys: ['sk-right'] }, async ({ server, connect }) => {
      const missing = await refusedUpgrade(server.url, '/v1/realtime')
      assert.equal(missing.status, 401)
      const wrong = await refusedUpgrade(server.url, '/v1/realtime', { authorization: 'Bearer sk-wrong' })
      assert.equal(wrong.status, 401)
      assert.equal(field(wrong.body, 'error', 'code'), 'invalid_api_key')
      assert.ok(!JSON.stringify(wrong.body).includes('sk-'))
      const byHeader = await connect({ headers: { authorization: 'Bearer sk-right' } })
      await byHeader.next('session.created')
      const protocols = ['realtime', 'openai-insecure-api-key.sk-right', 'openai-beta.realtime-v1']
      const byProtocol = await connect({ protocols })
      await byProtocol.next('session.created')
      await byHeader.close()
      await byProtocol.close()
    }),
)

test('embedded server: of the sub-protocols that browsers offer, realtime is taken', time, () =>
  withServer({}, async ({ server }) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/realtime`, [
      'realtime',
      'openai-insecure-api-key.any',
    ])
    await once(socket, 'open')
    assert.equal(socket.protocol, 'realtime')
    socket.close()
    await once(socket, 'close')
  }),
)

test(
  'embedded server: pages of other origins and foreign host names are kept out, those of this machine are not',
  time,
  () =>
    withServer({ allowedOrigins: ['https://app.example'] }, async ({ server, connect }) => {
      assert.equal((await refusedUpgrade(server.url, '/v1/realtime', { origin: 'https://evil.example' })).status, 403)
      assert.equal((await refusedUpgrade(server.url, '/v1/realtime', { origin: 'null' })).status, 403)
      assert.equal((await refusedUpgrade(server.url, '/v1/realtime', { host: 'evil.example' })).status, 421)
      assert.equal((await get(server.url, '/healthz', { host: 'evil.example:80' })).status, 421)
      for (const origin of ['http://localhost:3000', 'http://127.0.0.1:1', 'https://app.example']) {
        const client = await connect({ headers: { origin } })
        await client.close()
      }
    }),
)

test('embedded server: an unknown call_id gets 404', time, () =>
  withServer({}, async ({ server }) => {
    const { status, body } = await refusedUpgrade(server.url, '/v1/realtime?call_id=rtc_1')
    assert.equal(status, 404)
    assert.equal(field(body, 'error', 'code'), 'call_id_not_found')
  }),
)

test('embedded server: more than maxConnections sessions are refused with 503', time, () =>
  withServer({ maxConnections: 1 }, async ({ server, connect }) => {
    const client = await connect()
    assert.equal((await refusedUpgrade(server.url, '/v1/realtime')).status, 503)
    await client.close()
  }),
)

test('embedded server: an address that others can reach needs keys', time, async () => {
  const speech = createFakeSpeech()
  await assert.rejects(
    openServer({ speech, host: '0.0.0.0', port: 0 }),
    (error) => error instanceof ParleyError && error.code === 'config' && error.message.includes('apiKeys'),
  )
  const server = await openServer({ speech, host: '0.0.0.0', port: 0, apiKeys: ['sk-1'] })
  await server.close()
})

test('embedded server: a port that is taken is reported as unavailable', time, () =>
  withServer({}, async ({ server }) => {
    await assert.rejects(
      openServer({ speech: createFakeSpeech(), port: server.port }),
      (error) => error instanceof ParleyError && error.code === 'unavailable',
    )
  }),
)

test('embedded server: close says 1001 to every client and may be called twice', time, () =>
  withServer({}, async ({ server, connect }) => {
    const clients = [await connect(), await connect()]
    await Promise.all([server.close(), server.close()])
    for (const client of clients) assert.equal((await client.closed).code, 1001)
    assert.equal(server.sessions, 0)
  }),
)

test('embedded server: a connection without any sign of life is dropped', time, async () => {
  const clock = createFakeClock()
  await withServer({ clock, pingIntervalMs: 1000 }, async ({ connect }) => {
    const client = await connect({ autoPong: false })
    await client.next('session.created')
    clock.advance(1000)
    clock.advance(1000)
    assert.equal((await client.closed).code, 1006)
  })
})

test('embedded server: what is logged holds no key and no words', time, async () => {
  const lines: string[] = []
  const log = (entry: unknown): void => void lines.push(JSON.stringify(entry))
  await withServer({ log, apiKeys: ['sk-secret'], fakes: { script: ['private words'] } }, async ({ connect }) => {
    const client = await connect({ headers: { authorization: 'Bearer sk-secret' } })
    client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [] } })
    await client.next('conversation.item.done')
    await client.close()
  })
  assert.ok(lines.length >= 3)
  assert.ok(!/sk-secret|private/.test(lines.join('\n')))
  assert.match(textField(JSON.parse(lines[0] ?? ''), 'text'), /Listening/)
})
