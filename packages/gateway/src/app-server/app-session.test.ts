import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJsonObject, isRecord, ParleyError } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import fc from 'fast-check'
import { createHostBench, handoffEvent, settle } from '../testing/host-bench.js'
import type { BenchClient, HostBench } from '../testing/host-bench.js'
import { createAppSession } from './app-session.js'

async function startThread(client: BenchClient): Promise<string> {
  const { thread } = await client.request('thread/start', { cwd: '/' })
  return isRecord(thread) ? String(thread['id']) : ''
}

async function startRealtime(bench: HostBench, client: BenchClient, more: JsonObject = {}): Promise<string> {
  const threadId = await startThread(client)
  await client.request('thread/realtime/start', { threadId, outputModality: 'audio', ...more })
  await bench.settle()
  return threadId
}

/** Methods of the notifications after the last answer, in order. */
const methods = (client: BenchClient): readonly unknown[] =>
  client.written.flatMap(({ method }) => (method === undefined ? [] : [method]))

test('codex methods: start is answered at once and then told of, stop says closed with its reason', async () => {
  const bench = createHostBench()
  const client = await bench.client('editor')
  const threadId = await startRealtime(bench, client)
  await client.request('thread/realtime/stop', { threadId })
  assert.deepEqual(methods(client), [
    'thread/started',
    'thread/realtime/item/started',
    'thread/realtime/item/completed',
    'thread/realtime/started',
    'thread/realtime/item/started',
    'thread/realtime/item/completed',
    'thread/realtime/closed',
  ])
  assert.deepEqual(client.of('thread/realtime/closed'), [{ threadId, reason: 'requested' }])
  const [started] = client.of('thread/realtime/started')
  assert.deepEqual(started, { threadId, realtimeSessionId: threadId, version: 'v2' })
  assert.ok(client.written.every((message) => !('method' in message) || typeof message['emittedAtMs'] === 'number'))
  await bench.host.close()
})

test('codex methods: a stop without a voice says closed; a second start replaces the first under its own session id', async () => {
  const bench = createHostBench()
  const client = await bench.client('editor')
  const threadId = await startThread(client)
  await client.request('thread/realtime/stop', { threadId })
  assert.equal(client.of('thread/realtime/closed').length, 1)
  const start = { threadId, outputModality: 'audio' }
  await client.request('thread/realtime/start', start)
  await bench.settle()
  await client.request('thread/realtime/start', { ...start, realtimeSessionId: 'mine' })
  await bench.wait(100)
  assert.equal(client.of('thread/realtime/closed').length, 2)
  assert.deepEqual(
    client.of('thread/realtime/started').map(({ realtimeSessionId }) => realtimeSessionId),
    [threadId, 'mine'],
  )
  await bench.host.close()
})

test('codex methods: what this gateway cannot do is a thread/realtime/error that says what to do, and opens nothing', async () => {
  const bench = createHostBench()
  const client = await bench.client('editor')
  const threadId = await startThread(client)
  const cases: readonly (readonly [JsonObject, RegExp])[] = [
    [{ transport: { type: 'webrtc', sdp: 'v=0' } }, /webrtc is not supported .* use websocket/],
    [{ transport: { type: 'existingCall', callId: 'rtc_1' } }, /existingCall is not supported/],
    [{ version: 'v3' }, /v3 is not supported/],
    [{ voice: 'nobody' }, /Voice "nobody" .* marin/],
    [{ version: 'v1', outputModality: 'text' }, /v1 speaks only/],
    [{ initialItems: [{ role: 'user', text: 'hi' }] }, /initialItems/],
    [{ clientManagedHandoffs: true }, /clientManagedHandoffs/],
  ]
  for (const [params, message] of cases) {
    await client.request('thread/realtime/start', { threadId, outputModality: 'audio', ...params })
    await bench.settle()
    assert.match(String(client.of('thread/realtime/error').at(-1)?.['message']), message)
  }
  assert.equal(client.of('thread/realtime/error').length, cases.length)
  assert.deepEqual([bench.connections.length, client.of('thread/realtime/closed').length], [0, 0])
  await bench.host.close()
})

test('codex methods: what is appended without a voice is answered, then an error notification says why it was of no use', async () => {
  const bench = createHostBench()
  const client = await bench.client('editor')
  const threadId = await startThread(client)
  assert.deepEqual(await client.request('thread/realtime/appendText', { threadId, text: 'hi', role: 'user' }), {})
  const audio = { data: 'AAAA', sampleRate: 24_000, numChannels: 1, samplesPerChannel: 1, itemId: null }
  assert.deepEqual(await client.request('thread/realtime/appendAudio', { threadId, audio }), {})
  assert.deepEqual(
    client.of('error').map(({ error }) => (isRecord(error) ? error['message'] : undefined)),
    ['conversation is not running', 'conversation is not running'],
  )
  await assert.rejects(client.request('thread/realtime/stop', { threadId: 'x' }), /-32600 thread not found: x/)
  await bench.host.close()
})

test('codex methods: typed words ask for an answer, context does not, and speech that is asked for waits for the one that runs', async () => {
  const bench = createHostBench()
  const client = await bench.client('editor')
  const threadId = await startRealtime(bench, client)
  const [line] = bench.connections
  const calls = (): readonly string[] => (line?.calls ?? []).map((call) => `${call.method} ${JSON.stringify(call)}`)
  await client.request('thread/realtime/appendText', { threadId, text: 'be brief', role: 'developer' })
  assert.equal(calls().filter((call) => call.startsWith('createResponse')).length, 0)
  assert.match(calls().join(), /be brief.*"role":"system"/)
  line?.deliver({ type: 'response_created', responseId: 'r1' })
  await bench.settle()
  await client.request('thread/realtime/appendSpeech', { threadId, text: 'say this' })
  assert.equal(calls().join().includes('say this'), false)
  line?.deliver({ type: 'response_done', responseId: 'r1', status: 'completed' })
  await bench.settle()
  assert.match(calls().join('\n'), /send .*\[BACKEND\] say this.*\ncreateResponse/)
  await bench.host.close()
})

test('codex methods: speech that was asked for and not said ends with its voice; the next one does not say it', async () => {
  const bench = createHostBench()
  const client = await bench.client('editor')
  const threadId = await startRealtime(bench, client)
  bench.connections[0]?.deliver({ type: 'response_created', responseId: 'r1' })
  await bench.settle()
  await client.request('thread/realtime/appendSpeech', { threadId, text: 'say this' })
  await client.request('thread/realtime/stop', { threadId })
  await bench.settle()
  await client.request('thread/realtime/start', { threadId, outputModality: 'audio' })
  await bench.wait(1000)
  assert.equal(bench.connections.length, 2)
  assert.doesNotMatch(JSON.stringify(bench.connections.map(({ calls }) => calls)), /say this/)
  const [speech] = bench.host.find(threadId)?.deliveries ?? []
  assert.deepEqual([speech?.kind, speech?.phase], ['speech', 'missed'])
  await bench.host.close()
})

test('a client whose connection fails hears of the error alone; another client hears nothing of it', async () => {
  const bench = createHostBench({ open: () => new Error('connection refused') })
  const [one, other] = [await bench.client('one'), await bench.client('other')]
  await startRealtime(bench, one)
  await bench.wait(100)
  assert.equal(one.of('thread/realtime/error').length, 1)
  assert.equal(one.of('thread/realtime/closed').length, 0)
  assert.deepEqual(methods(other), [])
  await bench.host.close()
})

test('notifications that a client has opted out of are not sent, by their exact names', async () => {
  const bench = createHostBench()
  const written: string[] = []
  const session = createAppSession({ send: (text) => written.push(text) > 0, close: () => undefined }, bench.host)
  const capabilities = {
    experimentalApi: true,
    optOutNotificationMethods: ['thread/started', 'thread/realtime/item/started'],
  }
  session.receive(
    JSON.stringify({ id: 1, method: 'initialize', params: { clientInfo: { name: 'x', version: '1' }, capabilities } }),
  )
  session.receive('{"id":2,"method":"thread/start","params":{}}')
  await settle()
  session.receive('{"id":3,"method":"thread/realtime/start","params":{"threadId":"c1","outputModality":"audio"}}')
  await settle()
  const seen = written.join('\n')
  assert.equal(seen.includes('"thread/started"'), false)
  assert.equal(seen.includes('"thread/realtime/item/started"'), false)
  assert.ok(seen.includes('"thread/realtime/item/completed"'))
  await bench.host.close()
})

test('resume: a client that comes back with its last number gets what it missed, in order and once, then what happens', async () => {
  const bench = createHostBench()
  const [page, phone] = [await bench.client('page'), await bench.client('phone')]
  const { conversation } = await page.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await page.request('conversation/subscribe', { conversationId, after: 0 })
  await phone.request('conversation/subscribe', { conversationId, after: 0 })
  await bench.settle()
  const last = Number(phone.of('conversation/event').at(-1)?.['sequence'])
  phone.session.close()
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()

  const back = await bench.client('phone')
  const { gap, replayed } = await back.request('conversation/subscribe', { conversationId, after: last })
  assert.equal(gap, null)
  assert.ok(Number(replayed) > 0)
  bench.agent.runs[0]?.say({ type: 'ended', outcome: 'finished', result: 'Seven.' })
  await bench.settle()
  const numbers = (client: BenchClient): readonly unknown[] =>
    client.of('conversation/event').map(({ sequence }) => sequence)
  assert.deepEqual([...numbers(phone), ...numbers(back)], numbers(page))
  assert.deepEqual([...phone.events, ...back.events], page.events)
  await bench.host.close()
})

test('resume: what is kept no longer is told as a gap, and the state can be read', async () => {
  const { createMemoryEventStore } = await import('../conversations/memory-event-store.js')
  const bench = createHostBench({ events: createMemoryEventStore({ maxEvents: 3 }) })
  const client = await bench.client('page')
  const { conversation } = await client.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await bench.settle()
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  const { gap, replayed, sequence } = await client.request('conversation/subscribe', { conversationId, after: 0 })
  assert.ok(isRecord(gap))
  assert.equal(replayed, 3)
  assert.equal(client.of('conversation/event')[0]?.['sequence'], Number(gap['to']) + 1)
  const read = await client.request('conversation/read', { conversationId })
  assert.ok(isRecord(read['conversation']))
  assert.equal(read['conversation']['sequence'], sequence)
  await bench.host.close()
})

test('unsubscribed, a client hears nothing more', async () => {
  const bench = createHostBench()
  const client = await bench.client('page')
  const { conversation } = await client.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  await client.request('conversation/subscribe', { conversationId, after: 0, audio: true })
  await bench.settle()
  await client.request('conversation/unsubscribe', { conversationId })
  const before = client.written.length
  bench.connections[0]?.deliver(handoffEvent('h1', 'count the files'))
  await bench.settle()
  assert.equal(client.written.length, before)
  await bench.host.close()
})

test('a client that does not read loses sound first, and is dropped with a reason when more must not get lost', async () => {
  const bench = createHostBench()
  const client = await bench.client('page')
  const { conversation } = await client.request('conversation/start')
  const conversationId = isRecord(conversation) ? String(conversation['conversationId']) : ''
  let closedWith: string | undefined
  const sent: string[] = []
  const slow = createAppSession(
    { send: (text) => sent.push(text) < 2, close: (reason) => (closedWith = reason) },
    bench.host,
    { outbound: { maxControl: 5, maxAudioCharacters: 20_000 } },
  )
  slow.receive('{"id":1,"method":"initialize","params":{"clientInfo":{"name":"slow","version":"1"}}}')
  slow.receive(JSON.stringify({ id: 2, method: 'conversation/subscribe', params: { conversationId, audio: true } }))
  await bench.settle()
  const pcm = new Int16Array(2400)
  for (let piece = 0; piece < 10; piece++) {
    bench.connections[0]?.deliver({ type: 'audio_out', data: '', sampleRate: 24_000, numChannels: 1, itemId: 'i', pcm })
  }
  await bench.settle()
  assert.ok(slow.stats.droppedAudio > 0)
  assert.equal(slow.phase, 'ready')
  for (let number = 0; number < 10; number++) {
    bench.connections[0]?.deliver({ type: 'input_transcript_done', text: `words ${number}`, itemId: `u${number}` })
    await bench.settle()
  }
  assert.match(String(closedWith), /too slowly/)
  assert.deepEqual([slow.phase, sent.length], ['closed', 2])
  // The others hear on.
  assert.equal((await client.request('conversation/list'))['conversations'] instanceof Array, true)
  await bench.host.close()
})

test('requests that wait for their answers are bounded, and the one too many says when to come again', async () => {
  const bench = createHostBench()
  const written: JsonObject[] = []
  const session = createAppSession(
    { send: (text) => written.push(decodeJsonObject(text) ?? {}) > 0, close: () => undefined },
    bench.host,
    { maxInFlight: 3, retryAfterMs: 250 },
  )
  session.receive('{"id":0,"method":"initialize","params":{"clientInfo":{"name":"x","version":"1"}}}')
  for (const id of [1, 2, 3, 4]) session.receive(JSON.stringify({ id, method: 'conversation/list' }))
  assert.deepEqual(written.at(-1)?.['id'], 4)
  const error = written.at(-1)?.['error']
  assert.ok(isRecord(error))
  assert.deepEqual([error['code'], error['data']], [-32001, { retryAfterMs: 250 }])
  await settle()
  assert.equal(session.stats.inFlight, 0)
  await bench.host.close()
})

test('an error inside is told without its words, and logged with them', async () => {
  const errors: string[] = []
  const bench = createHostBench({
    journals: { open: () => Promise.reject(new Error('secret path /home/x')) },
  })
  const client = await bench.client('page', { onError: (error) => errors.push(String(error)) })
  await assert.rejects(client.request('thread/start'), (error: Error) => {
    assert.match(error.message, /^-32603 /)
    assert.equal(error.message.includes('secret'), false)
    return true
  })
  assert.deepEqual(errors, ['Error: secret path /home/x'])
})

test('a folder that is no absolute path, or not open to clients, is refused', async () => {
  const bench = createHostBench()
  const client = await bench.client('page', { isAllowedFolder: (path) => path.startsWith('/srv/') })
  await assert.rejects(client.request('thread/start', { cwd: 'srv' }), /-32602 .*no absolute path/)
  await assert.rejects(
    client.request('conversation/start', { workingDirectory: '/etc' }),
    /-32602 .*not open to clients/,
  )
  await client.request('conversation/start', { workingDirectory: '/srv/project', voice: null })
  await bench.host.close()
})

const method = fc.constantFrom(
  ...['initialize', 'thread/start', 'thread/realtime/start', 'thread/realtime/appendAudio', 'thread/realtime/stop'],
  ...['conversation/start', 'conversation/subscribe', 'conversation/read', 'conversation/sendAudio', 'task/answer'],
  ...['__proto__', 'constructor', '', 'nope'],
)
const threadId = fc.constantFrom('c1', 'c2', '__proto__', '', 7)
const params = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({ threadId, conversationId: threadId, outputModality: fc.constantFrom('audio', 'x'), text: fc.string() }),
)
const text = fc.oneof(
  fc.string(),
  fc.json(),
  fc.integer({ min: 90, max: 300 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.constant('{"id":1,"method":"initialize","params":{"clientInfo":{"name":"x","version":"1"}}}'),
  fc.record({ id: fc.jsonValue({ maxDepth: 1 }), method, params }).map((message) => JSON.stringify(message)),
  fc.array(fc.record({ id: fc.nat(), method }), { maxLength: 3 }).map((batch) => JSON.stringify(batch)),
  fc.string({ minLength: 300, maxLength: 400 }).map((id) => JSON.stringify({ id, method: 'thread/start' })),
)

test('whatever a client sends, its session never throws, answers with JSON, and nothing of it reaches another session', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 15 }), async (texts) => {
      const bench = createHostBench({ limits: { maxConversations: 5 } })
      const bystander = await bench.client('bystander')
      const before = bystander.written.length
      const written: unknown[] = []
      const errors: unknown[] = []
      const session = createAppSession(
        { send: (line) => written.push(JSON.parse(line)) > 0, close: () => undefined },
        bench.host,
        { onError: (error) => errors.push(error) },
      )
      for (const line of texts) session.receive(line)
      await settle()
      assert.ok(written.every(isRecord))
      // Refusals have our own kind; anything else would be a mistake of the gateway.
      assert.deepEqual(
        errors.filter((error) => !(error instanceof ParleyError)),
        [],
      )
      assert.equal(session.stats.inFlight, 0)
      assert.equal(bystander.written.length, before)
      session.close()
      await bench.host.close()
    }),
    { numRuns: 60 },
  )
})
