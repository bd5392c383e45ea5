import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { encodePcm16, isRecord } from '@parley/wire'
import { CodexAppServerLanguageModel } from 'ai-sdk-provider-codex-app-server'
import { openEmbeddedServer, speakRequest } from './support/embedded-server.js'
import { createEventLog } from './support/event-log.js'
import { SAMPLE_RATE, slicesOf } from './support/sounds.js'

const program = fileURLToPath(new URL('./support/serve-app-server.js', import.meta.url))

/** The client of Codex's app server inside the library, which gives it no name of its own. */
interface AppServerClient {
  request(method: string, params?: unknown): Promise<unknown>
  onNotification(method: string, handler: (params: unknown) => void): () => void
  dispose(): void
}

function decodeClient(model: CodexAppServerLanguageModel): AppServerClient {
  const getClient: unknown = Reflect.get(model, 'getClient')
  if (typeof getClient !== 'function') throw new TypeError('the library has no client any more')
  return getClient.call(model) as AppServerClient
}

test('app server: a public client of Codex’s app server, from npm, starts Parley in its place and holds a spoken conversation', async () => {
  const realtime = await openEmbeddedServer()
  const model = new CodexAppServerLanguageModel('parley', {
    codexPath: program,
    env: { PARLEY_REALTIME_URL: realtime.server.url },
    logger: false,
  })
  const client = decodeClient(model)
  const log = createEventLog<{ readonly method: string; readonly params: unknown }>({ nameOf: ({ method }) => method })
  const names = ['started', 'itemAdded', 'transcript/done', 'outputAudio/delta', 'error', 'closed']
  for (const name of names) {
    const method = `thread/realtime/${name}`
    client.onNotification(method, (params) => log.add({ method, params }))
  }
  const until = (name: string, isWanted: (params: Readonly<Record<string, unknown>>) => boolean = () => true) =>
    log.until(
      ({ method, params }) => method === `thread/realtime/${name}` && isRecord(params) && isWanted(params),
      name,
    )
  try {
    const started = await client.request('thread/start', { cwd: process.cwd(), model: 'any' })
    assert.ok(isRecord(started) && isRecord(started['thread']))
    const threadId = started['thread']['id']
    assert.deepEqual(await client.request('thread/realtime/start', { threadId, outputModality: 'audio' }), {})
    await until('started')
    for (const slice of slicesOf(await speakRequest(realtime.speech, 'list the files in this folder'), 60)) {
      const audio = { data: encodePcm16(slice), sampleRate: SAMPLE_RATE, numChannels: 1 }
      await client.request('thread/realtime/appendAudio', { threadId, audio })
    }
    await until('transcript/done', ({ role }) => role === 'user')
    await until('itemAdded', ({ item }) => isRecord(item) && item['type'] === 'handoff_request')
    await until('outputAudio/delta')
    await until('transcript/done', ({ role, text }) => role === 'assistant' && /three files/i.test(String(text)))
    await client.request('thread/realtime/stop', { threadId })
    await until('closed', ({ reason }) => reason === 'requested')
    assert.equal(log.all.filter(({ method }) => method.endsWith('/error')).length, 0)
  } finally {
    client.dispose()
    await realtime.idle()
    await realtime.close()
  }
})
