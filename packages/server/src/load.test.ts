import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScriptedRecognizer } from '@parley/speech/testing'
import { decodePcm16 } from '@parley/wire'
import { decodeServerEvent } from '@parley/wire/realtime'
import { createFakeClock } from './testing/fake-clock.js'
import { textField, typed, withTools } from './testing/frames.js'
import { speechWith } from './testing/held-engines.js'
import { utterance24k } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'
import type { FixtureOptions } from './testing/with-server.js'

const time = { timeout: 60_000 }
const SESSIONS = 20
const TURNS = 3

test('embedded server: twenty sessions at once lose no frame and mix up none', time, async () => {
  let heardSamples = 0
  const recognizer = createScriptedRecognizer((samples) => {
    heardSamples += samples.length
    return `peak ${Math.max(...samples.subarray(8000, 9000))}`
  })
  await withServer({ speech: speechWith({ recognizer }) }, async ({ connect }) => {
    const runs = Array.from({ length: SESSIONS }, async (_, session) => {
      const client = await connect()
      client.send(withTools)
      const loudness = 1 + session
      const audio = utterance24k().map((sample) => Math.round((sample * loudness) / 8))
      const transcripts: string[] = []
      for (let turn = 0; turn < TURNS; turn++) {
        client.sendAudio(audio, 20)
        const frames = await client.until('response.done')
        for (const frame of frames) assert.equal(decodeServerEvent(frame).kind, 'event')
        const completed = frames.find(({ type }) => type.endsWith('transcription.completed'))
        transcripts.push(textField(completed, 'transcript'))
      }
      await client.close()
      const peaks = transcripts.map((text) => Number(text.split(' ')[1]))
      for (const peak of peaks) assert.ok(Math.abs(peak - 1000 * loudness) < 150, `${peak} for ${loudness}`)
    })
    await Promise.all(runs)
  })
  const heardMs = heardSamples / 16 / (SESSIONS * TURNS)
  assert.ok(Math.abs(heardMs - 1400) < 40, `${heardMs} ms per turn`)
})

test('embedded server: sound waits for a slow client instead of piling up', time, async () => {
  let askedChunks = 0
  const synthesizer = {
    name: 'endless',
    voices: [],
    async *synthesize() {
      for (;;) {
        askedChunks++
        yield { text: 'la', samples: new Int16Array(24_000) }
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    close: async () => {},
  }
  await withServer({ speech: speechWith({ synthesizer }) }, async ({ connect }) => {
    const client = await connect()
    client.send({ type: 'response.create' })
    await client.next('response.created')
    client.pause()
    // The answer waits when nothing more of it is asked for, however often the synthesizer had its turn.
    let before = -1
    while (before !== askedChunks) {
      before = askedChunks
      for (let turn = 0; turn < 1000; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(askedChunks < 1000, `${askedChunks} s of sound`)
    client.resume()
    await client.next('response.output_audio.delta')
    client.terminate()
  })
})

test(
  'embedded server: a client that asks without reading is dropped at the limit, not fed for ever',
  time,
  async () => {
    const clock = createFakeClock()
    let onTooSlow = (): void => {}
    const tooSlow = new Promise<void>((resolve) => {
      onTooSlow = resolve
    })
    const options: FixtureOptions = {
      clock,
      pingIntervalMs: 1e9,
      log: ({ level, event }) => {
        if (level === 'warn' && event === 'session-closed') onTooSlow()
      },
    }
    await withServer(options, async ({ connect }) => {
      const client = await connect()
      client.send(typed('x'.repeat(4_000_000), 'big'))
      await client.next('conversation.item.done')
      client.pause()
      for (let count = 0; count < 20; count++) client.send({ type: 'conversation.item.retrieve', item_id: 'big' })
      await tooSlow
      // It does not read our goodbye either.
      clock.advance(5000)
      client.resume()
      await client.closed
      const retrieved = client.received.filter(({ type }) => type === 'conversation.item.retrieved')
      assert.ok(retrieved.length < 20)
      const other = await connect()
      await other.next('session.created')
      await other.close()
    })
  },
)

test('embedded server: deltas of one answer come in order and whole', time, () =>
  withServer({}, async ({ connect }) => {
    const client = await connect()
    client.send({ type: 'response.create', response: { instructions: `Say: ${'Words in order. '.repeat(40)}` } })
    const frames = await client.until('response.done')
    const said = frames.filter(({ type }) => type === 'response.output_audio_transcript.delta')
    const done = frames.find(({ type }) => type === 'response.output_audio_transcript.done')
    assert.equal(said.map((frame) => textField(frame, 'delta')).join(''), textField(done, 'transcript'))
    const samples = frames
      .filter(({ type }) => type === 'response.output_audio.delta')
      .reduce((sum, frame) => sum + (decodePcm16(textField(frame, 'delta'))?.length ?? 0), 0)
    assert.ok(samples > 24_000)
    await client.close()
  }),
)
