import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { after, before, describe, it } from 'node:test'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { openServer } from '@parley/server'
import { openEmbeddedServer, speakRequest } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { openOpenAiSession, plainConnection, startOpenAiSession } from './support/openai-session.js'

const KEY = 'sk-parley-test'

describe('interop: openai, sessions', { timeout: 60_000 }, () => {
  let embedded: EmbeddedServer

  before(async () => {
    embedded = await openEmbeddedServer({ apiKeys: [KEY] })
  })
  after(() => embedded.close())

  for (const transport of ['ws', 'native'] as const) {
    it(`interop: openai over its ${transport} socket is let in with the right key and refused with a wrong one`, async () => {
      const { url } = embedded.server
      const session = await openOpenAiSession({ url, apiKey: KEY, transport })
      await session.close()
      const refused = startOpenAiSession({ url, apiKey: 'sk-wrong', transport })
      await assert.rejects(refused.next('session.created'), /closed with 1006/)
      assert.match(refused.errors.map(({ message }) => message).join(' '), /401/)
    })
  }

  it('interop: openai shows why a key was refused, and not the key', async () => {
    const client = new OpenAI({ apiKey: 'sk-wrong-0123456789', baseURL: `${embedded.server.url}/v1` })
    const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime', options: plainConnection }, client)
    realtime.on('error', () => {})
    const body = await new Promise<string>((resolve, reject) => {
      realtime.socket.on('unexpected-response', (_request, response: IncomingMessage) => {
        response.toArray().then((chunks) => resolve(chunks.map(String).join('')), reject)
      })
    })
    const closed = new Promise((resolve) => realtime.socket.once('close', resolve))
    realtime.socket.terminate()
    await closed
    const { error } = decodeErrorBody(body)
    assert.equal(error.code, 'invalid_api_key')
    assert.match(error.message, /API key/)
    assert.ok(!body.includes('sk-wrong-0123456789'))
  })

  for (const target of [{ intent: 'transcription' }, { model: 'gpt-realtime' }] as const) {
    it(`interop: openai writes down speech in a transcription session opened with ${Object.keys(target).join()}`, async () => {
      const { url } = embedded.server
      const session = await openOpenAiSession({ url, apiKey: KEY, target })
      session.send({
        type: 'session.update',
        session: {
          type: 'transcription',
          audio: {
            input: {
              format: { type: 'audio/pcm', rate: 24_000 },
              transcription: { model: 'gpt-4o-mini-transcribe', language: 'en' },
              turn_detection: { type: 'server_vad', silence_duration_ms: 400 },
            },
          },
        },
      })
      assert.equal((await session.next('session.updated')).session.type, 'transcription')
      for (const text of ['run the tests again', 'what is the status of the build']) {
        session.sendAudio(await speakRequest(embedded.speech, text))
        const events = await session.until('conversation.item.input_audio_transcription.completed')
        const completed = events.at(-1)
        assert.ok(completed?.type === 'conversation.item.input_audio_transcription.completed')
        assert.equal(completed.transcript, text)
        assert.ok(!events.some(({ type }) => type.startsWith('response.')), 'nobody answers')
      }
      assert.deepEqual(session.errors, [])
      await session.close()
    })
  }

  it('interop: openai is told that its session expires, then the connection closes with 1001', async () => {
    const server = await openServer({ port: 0, speech: embedded.speech, maxSessionMs: 300 })
    try {
      const session = await openOpenAiSession({ url: server.url })
      const { error } = await session.next('error')
      assert.equal(error.code, 'session_expired')
      const { code, reason } = await session.closed
      assert.equal(code, 1001)
      assert.match(reason, /maximum duration/)
    } finally {
      await server.close()
    }
  })

  it('interop: openai is told about a call that does not exist', async () => {
    const client = new OpenAI({ apiKey: KEY, baseURL: `${embedded.server.url}/v1` })
    const realtime = new OpenAIRealtimeWS({ callID: 'rtc_none', options: plainConnection }, client)
    const message = await new Promise<string>((resolve) => realtime.on('error', (error) => resolve(error.message)))
    assert.match(message, /404/)
  })
})

interface ErrorBody {
  readonly error: { readonly code: string | null; readonly message: string }
}

function decodeErrorBody(text: string): ErrorBody {
  const body = JSON.parse(text) as ErrorBody
  return body
}
