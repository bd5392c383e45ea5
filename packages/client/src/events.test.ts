import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import type { JsonObject, WireFrame } from '@parley/wire'
import { createSessionOpener, plain, quicksilver } from './testing/memory-session.js'

const openMemorySession = createSessionOpener(createFakeClock)

type Row = readonly [what: string, frame: WireFrame, event: JsonObject]

const message = { id: 'i1', type: 'message', role: 'user', content: [] }
const call = (name: string): JsonObject => ({
  id: 'i1',
  type: 'function_call',
  name,
  call_id: 'c1',
  arguments: '{"prompt":"go"}',
})

const realtimeRows: readonly Row[] = [
  [
    'session.created is session_created',
    { type: 'session.created', session: { id: 's1' } },
    { type: 'session_created', sessionId: 's1', session: { id: 's1' } },
  ],
  [
    'session.updated is session_updated, with its instructions',
    { type: 'session.updated', session: { id: 's1', instructions: 'x' } },
    { type: 'session_updated', sessionId: 's1', instructions: 'x', session: { id: 's1', instructions: 'x' } },
  ],
  [
    'speech_started is input_audio_speech_started',
    { type: 'input_audio_buffer.speech_started', item_id: 'i1', audio_start_ms: 120 },
    { type: 'input_audio_speech_started', itemId: 'i1', audioStartMs: 120 },
  ],
  [
    'speech_stopped is input_audio_speech_stopped',
    { type: 'input_audio_buffer.speech_stopped', item_id: 'i1', audio_end_ms: 920 },
    { type: 'input_audio_speech_stopped', itemId: 'i1', audioEndMs: 920 },
  ],
  [
    'a transcription delta is input_transcript_delta',
    { type: 'conversation.item.input_audio_transcription.delta', item_id: 'i1', content_index: 0, delta: 'he' },
    { type: 'input_transcript_delta', delta: 'he', itemId: 'i1' },
  ],
  [
    'a completed transcription is input_transcript_done',
    { type: 'conversation.item.input_audio_transcription.completed', item_id: 'i1', transcript: 'hello' },
    { type: 'input_transcript_done', text: 'hello', itemId: 'i1' },
  ],
  [
    'an audio transcript delta is output_transcript_delta',
    { type: 'response.output_audio_transcript.delta', item_id: 'i1', delta: 'he' },
    { type: 'output_transcript_delta', delta: 'he', itemId: 'i1' },
  ],
  [
    'a text delta is output_transcript_delta',
    { type: 'response.output_text.delta', item_id: 'i1', delta: 'he' },
    { type: 'output_transcript_delta', delta: 'he', itemId: 'i1' },
  ],
  [
    'a finished audio transcript is output_transcript_done',
    { type: 'response.output_audio_transcript.done', item_id: 'i1', transcript: 'hello' },
    { type: 'output_transcript_done', text: 'hello', itemId: 'i1' },
  ],
  [
    'a finished text is output_transcript_done',
    { type: 'response.output_text.done', item_id: 'i1', text: 'hello' },
    { type: 'output_transcript_done', text: 'hello', itemId: 'i1' },
  ],
  [
    'conversation.item.added is conversation_item_added',
    { type: 'conversation.item.added', item: message, previous_item_id: 'i0' },
    { type: 'conversation_item_added', item: message, previousItemId: 'i0' },
  ],
  [
    'conversation.item.created is the same event',
    { type: 'conversation.item.created', item: message, previous_item_id: null },
    { type: 'conversation_item_added', item: message },
  ],
  [
    'conversation.item.done is conversation_item_done',
    { type: 'conversation.item.done', item: message },
    { type: 'conversation_item_done', itemId: 'i1', item: message },
  ],
  [
    'response.created is response_created',
    { type: 'response.created', response: { id: 'r1', status: 'in_progress' } },
    { type: 'response_created', responseId: 'r1', status: 'in_progress' },
  ],
  [
    'response.done is response_done, with status and usage',
    { type: 'response.done', response: { id: 'r1', status: 'completed', usage: { total_tokens: 3 } } },
    { type: 'response_done', responseId: 'r1', status: 'completed', usage: { total_tokens: 3 } },
  ],
  [
    'response.cancelled is response_cancelled',
    { type: 'response.cancelled', response_id: 'r1' },
    { type: 'response_cancelled', responseId: 'r1' },
  ],
  [
    'a call of remain_silent is noop_requested',
    { type: 'conversation.item.done', item: call('remain_silent') },
    { type: 'noop_requested', callId: 'c1', itemId: 'i1' },
  ],
  [
    'a call of any other tool is function_call',
    { type: 'conversation.item.done', item: call('weather') },
    { type: 'function_call', callId: 'c1', itemId: 'i1', name: 'weather', arguments: '{"prompt":"go"}' },
  ],
  [
    'another GA event keeps its wire name with _ for every . and camelCase fields',
    { type: 'input_audio_buffer.committed', event_id: 'e1', item_id: 'i1', previous_item_id: null },
    { type: 'input_audio_buffer_committed', eventId: 'e1', itemId: 'i1' },
  ],
  [
    'rate limits come through',
    { type: 'rate_limits.updated', rate_limits: [{ name: 'tokens', limit: 1, remaining: 1, reset_seconds: 0 }] },
    { type: 'rate_limits_updated', rateLimits: [{ name: 'tokens', limit: 1, remaining: 1, reset_seconds: 0 }] },
  ],
]

describe('realtime events', () => {
  for (const [what, frame, event] of realtimeRows) {
    test(`realtime: ${what}`, async () => {
      const { connection, tell } = await openMemorySession()
      tell(frame)
      assert.deepEqual(plain(await connection.nextEvent()), event)
    })
  }

  for (const type of ['response.output_audio.delta', 'response.audio.delta']) {
    test(`realtime: ${type} is audio_out: base64 as received, 24 kHz mono unless told, samples on demand`, async () => {
      const { connection, tell } = await openMemorySession()
      tell({ type, item_id: 'i1', delta: 'AQACAP//' })
      const event = await connection.nextEvent()
      assert.ok(event?.type === 'audio_out')
      assert.equal(event.data, 'AQACAP//')
      assert.deepEqual([event.sampleRate, event.numChannels, event.itemId], [24_000, 1, 'i1'])
      assert.equal(event.samplesPerChannel, undefined)
      assert.deepEqual(event.pcm, new Int16Array([1, 2, -1]))
      assert.equal(event.pcm, event.pcm)
    })
  }

  test('realtime: absent optional fields are undefined, not null', async () => {
    const { connection, tell } = await openMemorySession()
    tell({ type: 'input_audio_buffer.speech_started', item_id: null, audio_start_ms: null })
    const event = await connection.nextEvent()
    assert.ok(event?.type === 'input_audio_speech_started')
    assert.deepEqual([event.itemId, event.audioStartMs], [undefined, undefined])
  })

  test('realtime: a call that is shown elsewhere than in conversation.item.done asks for nothing', async () => {
    const { connection, tell } = await openMemorySession()
    tell({ type: 'response.output_item.done', item: call('background_agent') })
    tell({ type: 'conversation.item.added', item: call('background_agent') })
    tell({ type: 'response.function_call_arguments.done', call_id: 'c1', name: 'background_agent', arguments: '{}' })
    for (const type of [
      'response_output_item_done',
      'conversation_item_added',
      'response_function_call_arguments_done',
    ]) {
      assert.equal((await connection.nextEvent())?.type, type)
    }
  })
})

const quicksilverRows: readonly Row[] = [
  [
    'session.updated is session_updated',
    { type: 'session.updated', session: { id: 's1' } },
    { type: 'session_updated', sessionId: 's1', session: { id: 's1' } },
  ],
  [
    'conversation.input_transcript.delta is input_transcript_delta',
    { type: 'conversation.input_transcript.delta', delta: 'he' },
    { type: 'input_transcript_delta', delta: 'he' },
  ],
  [
    'conversation.input_transcript.turn_marked is input_transcript_done, its text in transcript',
    { type: 'conversation.input_transcript.turn_marked', text: 'no', transcript: 'yes', item_id: 'i1' },
    { type: 'input_transcript_done', text: 'yes', itemId: 'i1' },
  ],
  [
    'conversation.output_transcript.delta is output_transcript_delta',
    { type: 'conversation.output_transcript.delta', delta: 'he' },
    { type: 'output_transcript_delta', delta: 'he' },
  ],
  [
    'response.output_audio_transcript.done is output_transcript_done',
    { type: 'response.output_audio_transcript.done', transcript: 'hello' },
    { type: 'output_transcript_done', text: 'hello' },
  ],
  [
    'conversation.item.added is conversation_item_added',
    { type: 'conversation.item.added', item: message },
    { type: 'conversation_item_added', item: message },
  ],
  ['error is error', { type: 'error', message: 'top level' }, { type: 'error', message: 'top level', fatal: false }],
]

describe('quicksilver events', () => {
  for (const [what, frame, event] of quicksilverRows) {
    test(`quicksilver: ${what}`, async () => {
      const { connection, tell } = await openMemorySession(quicksilver)
      tell(frame)
      assert.deepEqual(plain(await connection.nextEvent()), event)
    })
  }

  for (const audio of [
    { delta: 'AQACAA==', sample_rate: 24_000, channels: 1, samples_per_channel: 2 },
    { data: 'AQACAA==', sample_rate: 24_000, num_channels: 1, samples_per_channel: 2 },
  ]) {
    test(`quicksilver: audio with ${Object.keys(audio).join(', ')} is audio_out`, async () => {
      const { connection, tell } = await openMemorySession(quicksilver)
      tell({ type: 'conversation.output_audio.delta', ...audio })
      const event = await connection.nextEvent()
      assert.ok(event?.type === 'audio_out')
      assert.deepEqual(
        [event.data, event.sampleRate, event.numChannels, event.samplesPerChannel],
        ['AQACAA==', 24_000, 1, 2],
      )
      assert.deepEqual(event.pcm, new Int16Array([1, 2]))
    })
  }

  test('quicksilver: events of the other dialect are unknown, response.created too', async () => {
    const { connection, tell } = await openMemorySession(quicksilver)
    for (const type of ['response.created', 'response.output_audio.delta', 'input_audio_buffer.speech_started']) {
      tell({ type, response: { id: 'r' }, delta: 'AAAA', item_id: 'i' })
    }
    tell({ type: 'conversation.output_transcript.delta', delta: 'next' })
    assert.equal((await connection.nextEvent())?.type, 'output_transcript_delta')
    assert.equal(connection.stats.ignoredFrames, 0)
  })

  test('quicksilver: audio without its format is no event', async () => {
    const { connection, tell } = await openMemorySession(quicksilver)
    tell({ type: 'conversation.output_audio.delta', delta: 'AAAA' })
    tell({ type: 'conversation.output_transcript.delta', delta: 'next' })
    assert.equal((await connection.nextEvent())?.type, 'output_transcript_delta')
    assert.equal(connection.stats.ignoredFrames, 1)
  })
})
