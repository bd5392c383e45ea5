import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodePcm16, encodeBase64, encodePcmu, msFromSamples } from '@parley/wire'
import { createScriptedRecognizer } from '@parley/speech/testing'
import { createFakeClock } from './testing/fake-clock.js'
import { field, manualMode, textField, typesOf, update, withTools } from './testing/frames.js'
import { createHeldRecognizer, speechWith } from './testing/held-engines.js'
import { silence24k, speech24k, utterance24k } from './testing/test-client.js'
import { withServer } from './testing/with-server.js'

const time = { timeout: 20_000 }
const captions = update({ audio: { input: { transcription: { model: 'whisper-1' } } } })

test('embedded server: audio positions are real milliseconds and run on over the whole session', time, () =>
  withServer({ fakes: { script: ['one', 'two'] } }, async ({ connect }) => {
    const client = await connect()
    client.sendAudio(utterance24k(600, 800))
    client.sendAudio(utterance24k(600, 800))
    const started = await client.next('input_audio_buffer.speech_started')
    const stopped = await client.next('input_audio_buffer.speech_stopped')
    const startedAgain = await client.next('input_audio_buffer.speech_started')
    const near = (value: unknown, wanted: number): void => {
      assert.ok(typeof value === 'number' && Math.abs(value - wanted) <= 40, `${String(value)} is not about ${wanted}`)
    }
    near(started['audio_start_ms'], 100)
    near(stopped['audio_end_ms'], 1500)
    near(startedAgain['audio_start_ms'], 1900)
    assert.equal(started['item_id'], stopped['item_id'])
    assert.notEqual(started['item_id'], startedAgain['item_id'])
    await client.close()
  }),
)

test(
  'embedded server: the item of a turn holds the audio from the prefix padding to the end of the silence',
  time,
  async () => {
    const heard: number[] = []
    const recognizer = createScriptedRecognizer((samples) => {
      heard.push(msFromSamples(samples.length, 16_000))
      return 'hello'
    })
    await withServer({ speech: speechWith({ recognizer }) }, async ({ connect }) => {
      const client = await connect()
      client.send(captions)
      client.sendAudio(utterance24k(600, 800))
      const { usage, transcript } = await client.next('conversation.item.input_audio_transcription.completed')
      assert.equal(transcript, 'hello')
      assert.deepEqual(field(usage, 'type'), 'duration')
      assert.ok(Math.abs((heard[0] ?? 0) - 1400) <= 40, `${heard[0]}`)
      await client.close()
    })
  },
)

test('embedded server: a retrieved user item brings its audio and its transcript', time, () =>
  withServer({ fakes: { script: ['hello'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(captions)
    client.sendAudio(utterance24k(600, 800))
    const done = await client.next('conversation.item.done')
    client.send({ type: 'conversation.item.retrieve', item_id: field(done, 'item', 'id') })
    const { item } = await client.next('conversation.item.retrieved')
    assert.equal(field(item, 'content', 0, 'transcript'), 'hello')
    const samples = decodePcm16(textField(item, 'content', 0, 'audio'))
    assert.ok(Math.abs(msFromSamples(samples?.length ?? 0, 24_000) - 1400) <= 40)
    await client.close()
  }),
)

test('embedded server: without transcription settings the turn is understood and no transcript is sent', time, () =>
  withServer({ fakes: { script: ['list the files'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(update({ tools: field(withTools, 'session', 'tools') }))
    client.sendAudio(utterance24k())
    const frames = await client.until('response.done')
    assert.ok(!typesOf(frames).some((type) => type.includes('transcription')))
    const call = frames.find(({ type }) => type === 'response.function_call_arguments.done')
    assert.equal(call?.['arguments'], '{"prompt":"list the files"}')
    await client.close()
  }),
)

test('embedded server: in manual mode nothing happens until the client commits and asks', time, () =>
  withServer({ fakes: { script: ['by hand'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(withTools)
    client.send(manualMode)
    client.sendAudio(speech24k(1000))
    client.send({ type: 'input_audio_buffer.commit' })
    client.send({ type: 'response.create' })
    const frames = await client.until('response.done')
    assert.ok(!typesOf(frames).some((type) => type.includes('speech_')))
    const types = typesOf(frames)
    const at = (type: string): number => types.indexOf(type)
    assert.ok(at('input_audio_buffer.committed') < at('conversation.item.added'))
    // The words that were committed by hand are waited for, so the request holds them.
    assert.ok(at('response.created') < at('conversation.item.input_audio_transcription.completed'))
    assert.ok(at('conversation.item.input_audio_transcription.completed') < at('response.function_call_arguments.done'))
    const call = frames.find(({ type }) => type === 'response.function_call_arguments.done')
    assert.equal(call?.['arguments'], '{"prompt":"by hand"}')
    await client.close()
  }),
)

test(
  'embedded server: committing less than 100 ms of audio is refused with input_audio_buffer_commit_empty',
  time,
  () =>
    withServer({}, async ({ connect }) => {
      const client = await connect()
      client.send(manualMode)
      client.sendAudio(speech24k(50))
      client.send({ type: 'input_audio_buffer.commit', event_id: 'c1' })
      const { error } = await client.next('error')
      assert.equal(field(error, 'code'), 'input_audio_buffer_commit_empty')
      assert.equal(field(error, 'event_id'), 'c1')
      assert.match(textField(error, 'message'), /buffer only has (4[5-9]|50)\.\d\dms of audio/)
      await client.close()
    }),
)

test('embedded server: a cleared buffer is forgotten, also in the middle of a turn', time, () =>
  withServer({ fakes: { script: ['lost', 'kept'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(captions)
    client.sendAudio(speech24k(500))
    await client.next('input_audio_buffer.speech_started')
    client.send({ type: 'input_audio_buffer.clear' })
    await client.next('input_audio_buffer.cleared')
    client.sendAudio(silence24k(1000))
    client.sendAudio(utterance24k())
    const frames = await client.until('conversation.item.input_audio_transcription.completed')
    assert.equal(typesOf(frames).filter((type) => type === 'input_audio_buffer.committed').length, 1)
    assert.equal(frames.at(-1)?.['transcript'], 'kept')
    await client.close()
  }),
)

test('embedded server: G.711 input is heard like PCM', time, () =>
  withServer({ fakes: { script: ['phone'] } }, async ({ connect }) => {
    const client = await connect()
    client.send(update({ audio: { input: { format: { type: 'audio/pcmu' }, transcription: { model: 'whisper-1' } } } }))
    const pcm24 = utterance24k()
    const pcm8 = Int16Array.from({ length: pcm24.length / 3 }, (_, index) => pcm24[index * 3] ?? 0)
    client.send({ type: 'input_audio_buffer.append', audio: encodeBase64(encodePcmu(pcm8)) })
    const stopped = await client.next('input_audio_buffer.speech_stopped')
    assert.ok(Math.abs(Number(stopped['audio_end_ms']) - 1500) <= 40)
    const completed = await client.next('conversation.item.input_audio_transcription.completed')
    assert.equal(completed['transcript'], 'phone')
    await client.close()
  }),
)

test(
  'embedded server: audio that is no base64, has half a sample or is above 15 MiB is refused and the session goes on',
  time,
  () =>
    withServer({}, async ({ connect }) => {
      const client = await connect()
      const refused = async (audio: string): Promise<unknown> => {
        client.send({ type: 'input_audio_buffer.append', event_id: 'a', audio })
        const { error } = await client.next('error')
        assert.equal(field(error, 'event_id'), 'a')
        return field(error, 'code')
      }
      assert.equal(await refused('###'), 'invalid_value')
      assert.equal(await refused(encodeBase64(new Uint8Array(3))), 'invalid_value')
      assert.equal(await refused('A'.repeat(21 * 1024 * 1024)), 'string_above_max_length')
      client.sendAudio(utterance24k())
      await client.next('input_audio_buffer.speech_stopped')
      await client.close()
    }),
)

test(
  'embedded server: a recognizer that hangs fails its transcription in time and the turn is answered',
  time,
  async () => {
    const clock = createFakeClock()
    const recognizer = createHeldRecognizer()
    await withServer({ clock, pingIntervalMs: 1e9, speech: speechWith({ recognizer }) }, async ({ connect }) => {
      const client = await connect()
      client.send(withTools)
      client.sendAudio(utterance24k())
      await client.next('conversation.item.added')
      clock.advance(30_000)
      const { error } = await client.next('conversation.item.input_audio_transcription.failed')
      assert.equal(field(error, 'code'), 'timeout')
      const done = await client.next('response.done')
      assert.equal(field(done, 'response', 'output', 0, 'content', 0, 'transcript'), 'Sorry, I did not catch that.')
      await client.close()
    })
  },
)

test('embedded server: a recognizer that fails reports it and the session goes on', time, async () => {
  const recognizer = createHeldRecognizer()
  await withServer({ speech: speechWith({ recognizer }) }, async ({ connect }) => {
    const client = await connect()
    client.send(withTools)
    client.sendAudio(utterance24k())
    await client.next('conversation.item.added')
    recognizer.fail('no model')
    await client.next('conversation.item.input_audio_transcription.failed')
    await client.next('response.done')
    client.sendAudio(utterance24k())
    await client.next('input_audio_buffer.committed')
    await client.next('conversation.item.added')
    recognizer.answer('again')
    const completed = await client.next('conversation.item.input_audio_transcription.completed')
    assert.equal(completed['transcript'], 'again')
    await client.close()
  })
})

test(
  'embedded server: after idle_timeout_ms of silence behind an answer the server speaks by itself',
  time,
  async () => {
    const clock = createFakeClock()
    await withServer({ clock, pingIntervalMs: 1e9 }, async ({ connect }) => {
      const client = await connect()
      client.send(update({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 6000 } } } }))
      client.sendAudio(silence24k(300))
      client.send({ type: 'response.create' })
      const done = await client.next('rate_limits.updated')
      assert.ok(done)
      clock.advance(10_000)
      const triggered = await client.next('input_audio_buffer.timeout_triggered')
      assert.ok(Math.abs(Number(triggered['audio_end_ms']) - 300) <= 20)
      const committed = await client.next('input_audio_buffer.committed')
      assert.equal(committed['item_id'], triggered['item_id'])
      await client.next('response.done')
      await client.close()
    })
  },
)

test('embedded server: a transcription session writes down and never answers', time, () =>
  withServer({ fakes: { script: ['take a note'] } }, async ({ connect }) => {
    const client = await connect({ path: '/v1/realtime?intent=transcription' })
    const { session } = await client.next('session.created')
    assert.equal(field(session, 'type'), 'transcription')
    assert.equal(field(session, 'object'), 'realtime.transcription_session')
    client.sendAudio(utterance24k())
    const completed = await client.next('conversation.item.input_audio_transcription.completed')
    assert.equal(completed['transcript'], 'take a note')
    client.send({ type: 'response.create', event_id: 'r' })
    const { error } = await client.next('error')
    assert.equal(field(error, 'event_id'), 'r')
    assert.ok(!typesOf(client.received).includes('response.created'))
    await client.close()
  }),
)

test('embedded server: the first session.update may make the session a transcription session', time, () =>
  withServer({ fakes: { script: ['take a note'] } }, async ({ connect }) => {
    const client = await connect()
    client.send({
      type: 'session.update',
      session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } } },
    })
    const { session } = await client.next('session.updated')
    assert.equal(field(session, 'type'), 'transcription')
    assert.equal(field(session, 'tools'), undefined)
    client.sendAudio(utterance24k())
    await client.next('conversation.item.input_audio_transcription.completed')
    await client.close()
  }),
)
