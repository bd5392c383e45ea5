import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { decodeCallForm, isRecord, ParleyError } from '@parley/wire'
import { RealtimeClient } from './realtime-client.js'
import type { RealtimeClientOptions } from './realtime-client.js'
import { nobodyListens } from './testing/refusing-address.js'
import { toAddress } from './testing/websocket-server.js'

const offer = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n'
const limits = { timeout: 10_000 }
const realtime = { dialect: 'realtime' } as const

interface Asked {
  readonly request: IncomingMessage
  readonly body: string
}

type Answer = (asked: Asked, response: ServerResponse) => void

async function clientFor(
  context: TestContext,
  answer: Answer,
  options: Partial<RealtimeClientOptions> = {},
): Promise<RealtimeClient> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      answer({ request, body: Buffer.concat(chunks).toString() }, response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return new RealtimeClient({ baseUrl: `http://127.0.0.1:${String(toAddress(server.address()).port)}`, ...options })
}

const accept: Answer = (_asked, response) => {
  response.writeHead(201, { location: '/v1/realtime/calls/rtc_abc-1?x=1' }).end('v=0 answer')
}

const hasCode =
  (code: string, pattern = /./) =>
  (error: unknown): boolean =>
    error instanceof ParleyError && error.code === code && pattern.test(error.message)

describe('creating a call', () => {
  test(
    'sideband: createCall posts the offer and the session with its model, and gives the call id and the answer',
    limits,
    async (context) => {
      const asked: Asked[] = []
      const client = await clientFor(
        context,
        (one, response) => {
          asked.push(one)
          accept(one, response)
        },
        { apiKey: 'sk-test', headers: { 'Content-Type': 'text/plain' } },
      )
      const config = { ...realtime, model: 'm', instructions: 'Be brief.' }
      assert.deepEqual(await client.createCall(offer, config), { callId: 'rtc_abc-1', sdp: 'v=0 answer' })
      const [{ request, body }] = [asked[0] ?? assert.fail('nothing was asked')]
      assert.deepEqual([request.method, request.url], ['POST', '/v1/realtime/calls'])
      assert.equal(request.headers['authorization'], 'Bearer sk-test')
      const form = decodeCallForm(request.headers['content-type'], body)
      assert.ok(form.ok)
      assert.equal(form.sdp, offer)
      assert.ok(isRecord(form.session))
      assert.deepEqual([form.session['model'], form.session['instructions']], ['m', 'Be brief.'])
    },
  )

  test(
    'sideband: a refused call gives the status and the text of the provider, without the key',
    limits,
    async (context) => {
      const client = await clientFor(
        context,
        (_asked, response) => response.writeHead(403).end('{"error":{"message":"not for sk-secret-99"}}'),
        { apiKey: 'sk-secret-99' },
      )
      await assert.rejects(
        client.createCall(offer, realtime),
        (error) => hasCode('refused', /HTTP 403: not for/)(error) && !String(error).includes('secret'),
      )
    },
  )

  test('sideband: a redirect is a refusal', limits, async (context) => {
    const client = await clientFor(context, (_asked, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
    )
    await assert.rejects(client.createCall(offer, realtime), hasCode('refused', /HTTP 307/))
  })

  test('sideband: a call without a call id is a protocol error', limits, async (context) => {
    const client = await clientFor(context, (_asked, response) => response.writeHead(201).end('v=0'))
    await assert.rejects(client.createCall(offer, realtime), hasCode('protocol'))
  })

  test('sideband: an empty offer is not sent', async () => {
    const client = new RealtimeClient({ baseUrl: 'http://127.0.0.1:9' })
    await assert.rejects(client.createCall(' ', realtime), hasCode('config'))
  })

  test('sideband: a server that does not answer is given up after connectTimeoutMs', limits, async (context) => {
    const client = await clientFor(context, () => undefined, { connectTimeoutMs: 40 })
    await assert.rejects(client.createCall(offer, realtime), hasCode('timeout', /40 ms/))
  })

  test('sideband: a server that stops in the middle of its answer is given up too', limits, async (context) => {
    const client = await clientFor(
      context,
      (_asked, response) => response.writeHead(201, { 'content-length': '99' }).write('v=0'),
      { connectTimeoutMs: 80 },
    )
    await assert.rejects(client.createCall(offer, realtime), hasCode('timeout'))
  })

  test('sideband: createCall can be aborted', limits, async (context) => {
    const abort = new AbortController()
    const client = await clientFor(context, () => {
      abort.abort()
    })
    await assert.rejects(client.createCall(offer, realtime, { signal: abort.signal }), hasCode('aborted'))
  })

  test('sideband: a server that cannot be reached is unavailable', limits, async () => {
    const client = new RealtimeClient({ baseUrl: await nobodyListens() })
    await assert.rejects(client.createCall(offer, realtime), hasCode('unavailable'))
  })
})
