import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { encodePcm16 } from '../../audio/pcm16.js'
import { gaServerExamples } from '../../testing/ga-server-examples.js'
import { readEvent, readFields } from '../../testing/read-event.js'
import { jsonValues } from '../../testing/hostile-values.js'
import { readAudioDelta } from './audio-delta.js'
import { createRealtimeDialect } from './dialect.js'
import { decodeServerEvent } from './server-events.js'

const dialect = createRealtimeDialect()
const item = { id: 'item_1', type: 'message', role: 'user', content: [] }
const ids = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 }
const usage = { total_tokens: 3, input_tokens: 1, output_tokens: 2 }
const details = { type: 'cancelled', reason: 'turn_detected' }

const call = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  item: { id: 'item_2', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', ...fields },
})

type Row = readonly [type: string, fields: Readonly<Record<string, unknown>>, event: Readonly<Record<string, unknown>>]

const rows: readonly Row[] = [
  [
    'session.updated',
    { session: { id: 'sess_1', instructions: '' } },
    { type: 'session_updated', sessionId: 'sess_1', instructions: '', session: { id: 'sess_1', instructions: '' } },
  ],
  [
    'session.created',
    { session: { id: 'sess_1' } },
    { type: 'session_created', sessionId: 'sess_1', session: { id: 'sess_1' } },
  ],
  [
    'response.output_audio.delta',
    { ...ids, delta: 'AAA=' },
    {
      type: 'audio_out',
      data: 'AAA=',
      sampleRate: 24_000,
      numChannels: 1,
      itemId: 'item_1',
      responseId: 'resp_1',
      contentIndex: 0,
    },
  ],
  [
    'response.output_audio.delta',
    { item_id: 'item_1', delta: 'AAA=', sample_rate: 16_000, channels: 2, samples_per_channel: 1600 },
    { type: 'audio_out', data: 'AAA=', sampleRate: 16_000, numChannels: 2, samplesPerChannel: 1600, itemId: 'item_1' },
  ],
  [
    'input_audio_buffer.speech_started',
    { item_id: 'item_1', audio_start_ms: 320 },
    { type: 'input_audio_speech_started', itemId: 'item_1', audioStartMs: 320 },
  ],
  ['input_audio_buffer.speech_started', {}, { type: 'input_audio_speech_started' }],
  [
    'input_audio_buffer.speech_stopped',
    { item_id: 'item_1', audio_end_ms: 1820 },
    { type: 'input_audio_speech_stopped', itemId: 'item_1', audioEndMs: 1820 },
  ],
  [
    'conversation.item.input_audio_transcription.delta',
    { item_id: 'item_1', content_index: 0, delta: 'he' },
    { type: 'input_transcript_delta', delta: 'he', itemId: 'item_1' },
  ],
  [
    'conversation.item.input_audio_transcription.completed',
    { item_id: 'item_1', transcript: 'hello', usage: { type: 'duration', seconds: 1 } },
    { type: 'input_transcript_done', text: 'hello', itemId: 'item_1', usage: { type: 'duration', seconds: 1 } },
  ],
  [
    'conversation.item.input_audio_transcription.completed',
    { item_id: 'item_1', transcript: 'hello', usage: null },
    { type: 'input_transcript_done', text: 'hello', itemId: 'item_1' },
  ],
  [
    'response.output_text.delta',
    { ...ids, delta: 'hi' },
    { type: 'output_transcript_delta', delta: 'hi', itemId: 'item_1' },
  ],
  [
    'response.output_audio_transcript.delta',
    { ...ids, delta: 'hi' },
    { type: 'output_transcript_delta', delta: 'hi', itemId: 'item_1' },
  ],
  [
    'response.output_text.done',
    { ...ids, text: 'hi.' },
    { type: 'output_transcript_done', text: 'hi.', itemId: 'item_1' },
  ],
  [
    'response.output_audio_transcript.done',
    { ...ids, transcript: 'hi.' },
    { type: 'output_transcript_done', text: 'hi.', itemId: 'item_1' },
  ],
  ['conversation.item.added', { item, previous_item_id: null }, { type: 'conversation_item_added', item }],
  [
    'conversation.item.created',
    { item, previous_item_id: 'item_0' },
    { type: 'conversation_item_added', item, previousItemId: 'item_0' },
  ],
  ['conversation.item.done', { item }, { type: 'conversation_item_done', itemId: 'item_1', item }],
  [
    'response.created',
    { response: { id: 'resp_1', status: 'in_progress' } },
    { type: 'response_created', responseId: 'resp_1', status: 'in_progress' },
  ],
  [
    'response.created',
    { response: { id: 'resp_1', metadata: { topic: 'x' } } },
    { type: 'response_created', responseId: 'resp_1', metadata: { topic: 'x' } },
  ],
  [
    'response.created',
    { response: { id: 'resp_1', metadata: null } },
    { type: 'response_created', responseId: 'resp_1' },
  ],
  [
    'response.done',
    { response: { id: 'resp_1', status: 'cancelled', status_details: details, usage } },
    { type: 'response_done', responseId: 'resp_1', status: 'cancelled', statusReason: 'turn_detected', usage },
  ],
  [
    'response.done',
    { response: { id: 'resp_1', usage: 'much', status: 7, status_details: [], output: {} } },
    { type: 'response_done', responseId: 'resp_1' },
  ],
  ['response.done', {}, { type: 'response_done' }],
  ['response.cancelled', { response: { id: 'resp_1' } }, { type: 'response_cancelled', responseId: 'resp_1' }],
  ['response.cancelled', { response_id: 'resp_1' }, { type: 'response_cancelled', responseId: 'resp_1' }],
  [
    'conversation.item.done',
    call({ name: 'background_agent', arguments: '{"prompt":"list the files"}' }),
    {
      type: 'handoff_requested',
      handoffId: 'call_1',
      itemId: 'item_2',
      inputTranscript: 'list the files',
      activeTranscript: [],
    },
  ],
  [
    'conversation.item.done',
    call({ name: 'background_agent', call_id: undefined, arguments: 'not json' }),
    {
      type: 'handoff_requested',
      handoffId: 'item_2',
      itemId: 'item_2',
      inputTranscript: 'not json',
      activeTranscript: [],
    },
  ],
  [
    'conversation.item.done',
    call({ name: 'remain_silent' }),
    { type: 'noop_requested', callId: 'call_1', itemId: 'item_2' },
  ],
  [
    'conversation.item.done',
    call({ name: 'weather', arguments: '{"at"' }),
    { type: 'function_call', callId: 'call_1', itemId: 'item_2', name: 'weather', arguments: '{"at"' },
  ],
  [
    'error',
    { error: { type: 'invalid_request_error', code: 'x', message: 'no', event_id: 'e1' } },
    { type: 'error', message: 'no', code: 'x', eventId: 'e1', fatal: false },
  ],
]

describe('realtime: events', () => {
  for (const [type, fields, event] of rows) {
    test(`${type} is ${String(event['type'])}: ${JSON.stringify(fields).slice(0, 60)}`, () => {
      assert.deepEqual(readFields(dialect, { type, ...fields }), event)
    })
  }

  const named = new Set(rows.map(([type]) => type))
  for (const [type, { required, optional }] of Object.entries(gaServerExamples).filter(([name]) => !named.has(name))) {
    test(`${type} keeps its name, with underscores, and its fields, in camelCase`, () => {
      const event = readFields(dialect, { type, event_id: 'event_1', ...required, ...optional })
      const { type: name, eventId, ...rest } = event
      assert.equal(name, type.replaceAll('.', '_'))
      assert.equal(eventId, 'event_1')
      const fields = Object.entries({ ...required, ...optional }).filter(([, value]) => value !== null)
      const camel = (field: string): string => field.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase())
      assert.deepEqual(rest, Object.fromEntries(fields.map(([field, value]) => [camel(field), value])))
    })
  }
})

describe('realtime: handoffs', () => {
  const done = (fields: Readonly<Record<string, unknown>>) => ({ type: 'conversation.item.done', ...call(fields) })

  test('only conversation.item.done hands over; the other places where a call shows up do not', () => {
    const agentCall = call({ name: 'background_agent' })
    const types = ['conversation.item.added', 'conversation.item.created', 'response.output_item.done']
    for (const type of types) assert.notEqual(readEvent(dialect, { type, ...agentCall }).type, 'handoff_requested')
    const args = { type: 'response.function_call_arguments.done', name: 'background_agent', arguments: '{}' }
    assert.equal(readEvent(dialect, args).type, 'response_function_call_arguments_done')
  })

  test('a call that was cut short is an item and asks for nothing', () => {
    const event = readEvent(dialect, done({ name: 'background_agent', status: 'incomplete', arguments: '{"pro' }))
    assert.equal(event.type, 'conversation_item_done')
  })

  test('the older tool name is a plain call, and a handoff where it was configured', () => {
    assert.equal(readEvent(dialect, done({ name: 'codex' })).type, 'function_call')
    const both = createRealtimeDialect(['background_agent', 'codex'])
    assert.equal(readEvent(both, done({ name: 'codex' })).type, 'handoff_requested')
    assert.equal(readEvent(both, done({ name: 'background_agent' })).type, 'handoff_requested')
  })

  test('a call whose arguments are no text, or that has no id at all, is an item', () => {
    assert.equal(readEvent(dialect, done({ name: 'background_agent', arguments: {} })).type, 'conversation_item_done')
    const nameless = done({ name: 'background_agent', id: undefined, call_id: undefined })
    assert.equal(readEvent(dialect, nameless).type, 'conversation_item_done')
  })

  test('an item of an unknown kind is an item', () => {
    const event = readEvent(dialect, { type: 'conversation.item.done', item: { id: 'i', type: 'poem', lines: 3 } })
    assert.deepEqual(event.type === 'conversation_item_done' && event.item, { id: 'i', type: 'poem', lines: 3 })
  })
})

describe('realtime: audio', () => {
  test('audio decodes to samples when they are asked for, once', () => {
    const samples = Int16Array.of(0, 1, -32_768, 32_767)
    const event = readEvent(dialect, { type: 'response.output_audio.delta', delta: encodePcm16(samples) })
    assert.ok(event.type === 'audio_out')
    assert.deepEqual(event.pcm, samples)
    assert.equal(event.pcm, event.pcm)
  })

  test('data that is no base64 gives no samples and stays as it came', () => {
    const event = readEvent(dialect, { type: 'response.output_audio.delta', delta: '<no base64>' })
    assert.ok(event.type === 'audio_out')
    assert.equal(event.data, '<no base64>')
    assert.equal(event.pcm.length, 0)
  })

  test('the short way for audio deltas takes what the schema takes, and nothing else', () => {
    const value = fc.oneof(jsonValues(), fc.constantFrom(null, undefined, 0, 1, 1.5, -1, 24_000, Infinity, 'x'))
    const names = ['delta', 'event_id', ...Object.keys(ids), 'sample_rate', 'channels', 'samples_per_channel', 'extra']
    const fields = fc.dictionary(fc.constantFrom(...names), value)
    const type = fc.constantFrom('response.output_audio.delta', 'response.audio.delta')
    fc.assert(
      fc.property(type, fc.string(), fields, (name, delta, rest) => {
        const frame = { delta, ...rest, type: name }
        assert.equal(readAudioDelta(frame) === undefined, decodeServerEvent(frame).kind !== 'event')
      }),
      { numRuns: 1000 },
    )
  })
})
