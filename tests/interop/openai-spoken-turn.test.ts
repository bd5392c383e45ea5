import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { backgroundAgent, LONG_ANSWER } from './support/background-tool.js'
import { openEmbeddedServer, speakRequest, synthesizeAll } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { openOpenAiSession } from './support/openai-session.js'
import type { OpenAiSession, OpenAiTransport, ServerEvent } from './support/openai-session.js'
import { extentOf, loudnessOf, msOf, soundOf } from './support/sounds.js'

const REQUEST = 'list the files in this folder'
const ANSWER = 'There are three files in this folder.'

describe('interop: openai, a spoken turn', { timeout: 60_000 }, () => {
  let embedded: EmbeddedServer
  let request: Int16Array

  before(async () => {
    embedded = await openEmbeddedServer()
    request = await speakRequest(embedded.speech, REQUEST)
  })
  after(() => embedded.close())

  async function openWithTool(transport: OpenAiTransport): Promise<OpenAiSession> {
    const session = await openOpenAiSession({ url: embedded.server.url, transport })
    session.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        instructions: 'Hand over what the user asks for.',
        audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } },
        tools: [backgroundAgent],
      },
    })
    const { session: updated } = await session.next('session.updated')
    assert.equal(updated.type, 'realtime')
    return session
  }

  async function answerCall(session: OpenAiSession, output: string): Promise<void> {
    const { call_id } = await session.next('response.function_call_arguments.done')
    await session.next('response.done')
    session.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id, output } })
    session.send({ type: 'response.create' })
  }

  for (const transport of ['ws', 'native'] as const) {
    it(`interop: openai over its ${transport} socket hears, calls the tool with the user's words and speaks the output`, async () => {
      const session = await openWithTool(transport)
      session.sendAudio(request)
      const { call, heard } = await hearRequest(session, request)
      assert.equal(call.item_id, heard.callItemId)
      assert.deepEqual(JSON.parse(call.arguments), { prompt: REQUEST })

      session.send({
        type: 'conversation.item.create',
        previous_item_id: call.item_id,
        item: { type: 'function_call_output', call_id: call.call_id, output: ANSWER },
      })
      const output = await session.next('conversation.item.added')
      assert.equal(output.previous_item_id, call.item_id)
      session.send({ type: 'response.create' })
      await hearAnswer(session, embedded)
      assert.deepEqual(session.errors, [])
      await session.close()
    })
  }

  it('interop: openai is interrupted by speech while the answer is made, and the new words become the next call', async () => {
    const session = await openWithTool('ws')
    session.sendAudio(request)
    await answerCall(session, LONG_ANSWER)
    const { item_id, response_id } = await session.next('response.output_audio.delta')
    session.sendAudio(request)
    const started = await session.next('input_audio_buffer.speech_started')
    assert.notEqual(started.item_id, item_id, 'speech_started names the user item to be')
    const { response } = await session.next('response.done')
    assert.equal(response.id, response_id)
    assert.equal(response.status, 'cancelled')
    assert.equal(response.status_details?.reason, 'turn_detected')
    const [item] = response.output ?? []
    assert.equal(item?.type === 'message' && item.status, 'incomplete')

    // Of the first delta half was heard; more than was made cannot be.
    session.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 50 })
    const truncated = await session.next('conversation.item.truncated')
    assert.deepEqual([truncated.item_id, truncated.content_index, truncated.audio_end_ms], [item_id, 0, 50])
    const call = await session.next('response.function_call_arguments.done')
    assert.deepEqual(JSON.parse(call.arguments), { prompt: REQUEST })
    assert.deepEqual(session.errors, [])
    await session.close()
  })

  it('interop: openai cancels an answer, and a second one that it asks for too early is refused without an end of the session', async () => {
    const session = await openWithTool('ws')
    session.sendAudio(request)
    await answerCall(session, LONG_ANSWER)
    await session.next('response.output_audio.delta')
    session.send({ type: 'response.create', event_id: 'event_too_early' })
    const { error } = await session.next('error')
    assert.equal(error.code, 'conversation_already_has_active_response')
    assert.equal(error.event_id, 'event_too_early')
    session.send({ type: 'response.cancel' })
    const { response } = await session.next('response.done')
    assert.equal(response.status, 'cancelled')
    assert.equal(response.status_details?.reason, 'client_cancelled')
    assert.equal(session.errors.length, 1)
    await session.close()
  })

  it('interop: openai without turn detection commits the buffer and asks for the answer by itself', async () => {
    const session = await openWithTool('ws')
    session.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection: null } } },
    })
    await session.next('session.updated')
    session.sendAudio(request)
    session.send({ type: 'input_audio_buffer.commit' })
    const before = await session.until('conversation.item.input_audio_transcription.completed')
    assert.ok(!before.some(({ type }) => type === 'input_audio_buffer.speech_started' || type === 'response.created'))
    session.send({ type: 'response.create' })
    const call = await session.next('response.function_call_arguments.done')
    assert.deepEqual(JSON.parse(call.arguments), { prompt: REQUEST })
    await session.close()
  })
})

interface Heard {
  readonly call: ServerEvent<'response.function_call_arguments.done'>
  readonly heard: { readonly callItemId: string | undefined }
}

/** The user's half: positions, order and transcript as the real server sends them, up to the end of the call. */
async function hearRequest(session: OpenAiSession, request: Int16Array): Promise<Heard> {
  const { startMs, endMs } = extentOf(request)
  const started = await session.next('input_audio_buffer.speech_started')
  assert.ok(Math.abs(started.audio_start_ms - (startMs - 300)) < 150, `${started.audio_start_ms} for ${startMs}`)
  const stopped = await session.next('input_audio_buffer.speech_stopped')
  assert.ok(Math.abs(stopped.audio_end_ms - (endMs + 500)) < 250, `${stopped.audio_end_ms} for ${endMs}`)
  const committed = await session.next('input_audio_buffer.committed')
  const added = await session.next('conversation.item.added')
  const ids = [started.item_id, stopped.item_id, committed.item_id, added.item.id]
  assert.deepEqual(new Set(ids).size, 1, `one item: ${ids.join(' ')}`)
  const deltas = await session.until('conversation.item.input_audio_transcription.completed')
  const pieces = deltas.flatMap((event) =>
    event.type === 'conversation.item.input_audio_transcription.delta' ? [event.delta] : [],
  )
  assert.equal(pieces.join(''), REQUEST)
  const completed = deltas.at(-1)
  assert.ok(completed?.type === 'conversation.item.input_audio_transcription.completed')
  assert.equal(completed.item_id, started.item_id)
  assert.equal(completed.transcript, REQUEST)
  assert.ok(completed.usage.type === 'duration' || completed.usage.input_tokens > 0)
  await session.next('response.created')
  const item = await session.next('response.output_item.added')
  const call = await session.next('response.function_call_arguments.done')
  assert.equal(call.name, 'background_agent')
  const done = await session.next('response.done')
  assert.equal(done.response.status, 'completed')
  assert.equal(done.response.output?.[0]?.type, 'function_call')
  await session.next('rate_limits.updated')
  return { call, heard: { callItemId: item.item.id } }
}

/** The assistant's half: audible sound, as much as its transcript takes to say, and a bill. */
async function hearAnswer(session: OpenAiSession, { speech }: EmbeddedServer): Promise<void> {
  const created = await session.next('response.created')
  const events = await session.until('response.done')
  const done = events.at(-1)
  assert.ok(done?.type === 'response.done')
  assert.equal(done.response.id, created.response.id)
  assert.equal(done.response.status, 'completed')
  const deltas = events.flatMap((event) => (event.type === 'response.output_audio.delta' ? [event.delta] : []))
  const sound = soundOf(deltas)
  const expected = await synthesizeAll(speech.synthesizer, ANSWER, 'marin')
  assert.ok(Math.abs(msOf(sound) - msOf(expected)) < 100, `${msOf(sound)} ms for ${msOf(expected)} ms`)
  assert.ok(loudnessOf(sound) > 0.02, `loudness ${loudnessOf(sound)}`)
  assert.ok(deltas.every((delta) => msOf(soundOf([delta])) <= 100))
  const spoken = events.flatMap((event) =>
    event.type === 'response.output_audio_transcript.delta' ? [event.delta] : [],
  )
  assert.equal(spoken.join(''), ANSWER)
  const [item] = done.response.output ?? []
  assert.ok(item?.type === 'message' && item.role === 'assistant')
  assert.equal(item.content[0]?.transcript, ANSWER)
  const { usage } = done.response
  assert.ok(usage !== undefined && (usage.output_token_details?.audio_tokens ?? 0) > 0)
  assert.equal(usage.total_tokens, (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0))
}
