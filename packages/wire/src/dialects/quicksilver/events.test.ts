import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { encodePcm16 } from '../../audio/pcm16.js'
import { readEvent, readFields } from '../../testing/read-event.js'
import { createQuicksilverDialect } from './dialect.js'
import { serverEventTypes } from './server-events.js'

const dialect = createQuicksilverDialect()
const item = { id: 'item_1', type: 'message', role: 'user', content: [{ type: 'text', text: 'hello' }] }

type Row = readonly [type: string, fields: Readonly<Record<string, unknown>>, event: Readonly<Record<string, unknown>>]

const rows: readonly Row[] = [
  [
    'session.updated',
    { session: { id: 'sess_1', instructions: 'Be brief.' } },
    {
      type: 'session_updated',
      sessionId: 'sess_1',
      instructions: 'Be brief.',
      session: { id: 'sess_1', instructions: 'Be brief.' },
    },
  ],
  ['session.updated', { session: {} }, { type: 'session_updated', session: {} }],
  [
    'conversation.output_audio.delta',
    { delta: 'AAA=', sample_rate: 24_000, channels: 1, samples_per_channel: 1, item_id: 'item_1' },
    { type: 'audio_out', data: 'AAA=', sampleRate: 24_000, numChannels: 1, samplesPerChannel: 1, itemId: 'item_1' },
  ],
  [
    'conversation.output_audio.delta',
    { data: 'AAA=', sample_rate: 16_000, num_channels: 2 },
    { type: 'audio_out', data: 'AAA=', sampleRate: 16_000, numChannels: 2 },
  ],
  ['conversation.input_transcript.delta', { delta: 'he' }, { type: 'input_transcript_delta', delta: 'he' }],
  [
    'conversation.item.input_audio_transcription.delta',
    { delta: 'he', item_id: 'item_1' },
    { type: 'input_transcript_delta', delta: 'he', itemId: 'item_1' },
  ],
  [
    'conversation.input_transcript.turn_marked',
    { text: 'not this', transcript: 'hello', item_id: 'item_1' },
    { type: 'input_transcript_done', text: 'hello', itemId: 'item_1' },
  ],
  [
    'conversation.item.input_audio_transcription.completed',
    { transcript: 'hello' },
    { type: 'input_transcript_done', text: 'hello' },
  ],
  ['conversation.output_transcript.delta', { delta: 'hi' }, { type: 'output_transcript_delta', delta: 'hi' }],
  ['response.output_text.delta', { delta: 'hi' }, { type: 'output_transcript_delta', delta: 'hi' }],
  ['response.output_audio_transcript.delta', { delta: 'hi' }, { type: 'output_transcript_delta', delta: 'hi' }],
  ['response.output_audio_transcript.done', { transcript: 'hi.' }, { type: 'output_transcript_done', text: 'hi.' }],
  [
    'conversation.item.added',
    { item, previous_item_id: 'item_0' },
    { type: 'conversation_item_added', item, previousItemId: 'item_0' },
  ],
  ['conversation.item.done', { item }, { type: 'conversation_item_done', itemId: 'item_1', item }],
  [
    'conversation.handoff.requested',
    { handoff_id: 'handoff_1', item_id: 'item_h1', input_transcript: 'list the files' },
    {
      type: 'handoff_requested',
      handoffId: 'handoff_1',
      itemId: 'item_h1',
      inputTranscript: 'list the files',
      activeTranscript: [],
    },
  ],
  [
    'error',
    { error: { message: 'too fast', code: 'slow_down', event_id: 'e1' } },
    { type: 'error', message: 'too fast', code: 'slow_down', eventId: 'e1', fatal: false },
  ],
]

describe('quicksilver: events', () => {
  for (const [type, fields, event] of rows) {
    test(`${type} is ${String(event['type'])}: ${JSON.stringify(fields).slice(0, 60)}`, () => {
      assert.deepEqual(readFields(dialect, { type, ...fields }), event)
    })
  }

  test('every type that the dialect knows has its row', () => {
    assert.deepEqual([...new Set(rows.map(([type]) => type))].sort(), [...serverEventTypes].sort())
  })

  test('audio decodes to samples when they are asked for', () => {
    const samples = Int16Array.of(1, -2, 32_767)
    const event = readEvent(dialect, {
      type: 'conversation.output_audio.delta',
      delta: encodePcm16(samples),
      sample_rate: 24_000,
      channels: 1,
    })
    assert.deepEqual(event.type === 'audio_out' && event.pcm, samples)
  })

  const malformed: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['audio without its rate', 'conversation.output_audio.delta', { delta: 'AAA=', channels: 1 }],
    ['audio without its channels', 'conversation.output_audio.delta', { delta: 'AAA=', sample_rate: 24_000 }],
    ['audio of no samples per second', 'conversation.output_audio.delta', { delta: '', sample_rate: 0, channels: 1 }],
    ['audio without data', 'conversation.output_audio.delta', { sample_rate: 24_000, channels: 1 }],
    ['a handoff without an id', 'conversation.handoff.requested', { item_id: 'i', input_transcript: '' }],
    ['a handoff without an item', 'conversation.handoff.requested', { handoff_id: 'h', input_transcript: '' }],
    ['a handoff without a request', 'conversation.handoff.requested', { handoff_id: 'h', item_id: 'i' }],
    ['an error that says nothing', 'error', {}],
  ]
  for (const [what, type, fields] of malformed) {
    test(`${what} is malformed`, () => {
      assert.deepEqual(dialect.readFrame({ type, ...fields }), { kind: 'malformed' })
    })
  }

  const foreign = [
    'response.created',
    'response.done',
    'response.output_audio.delta',
    'input_audio_buffer.speech_started',
    'conversation.item.created',
    'session.created',
  ]
  for (const type of foreign) {
    test(`${type}, an event of the other dialect, is skipped`, () => {
      assert.deepEqual(dialect.readFrame({ type, response: {}, session: {}, item, delta: '' }), { kind: 'skipped' })
    })
  }
})
