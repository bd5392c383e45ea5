import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gaServerExamples } from '../../testing/ga-server-examples.js'
import { createRealtimeDialect } from './dialect.js'
import { decodeServerEvent, serverEventTypes } from './server-events.js'

/** The list of the GA reference. */
const referenceTypes = [
  'error',
  ...['session.created', 'session.updated', 'conversation.created'],
  ...['created', 'added', 'done', 'retrieved', 'deleted', 'truncated'].map((name) => `conversation.item.${name}`),
  ...['delta', 'completed', 'segment', 'failed'].map((name) => `conversation.item.input_audio_transcription.${name}`),
  ...['committed', 'cleared', 'speech_started', 'speech_stopped', 'timeout_triggered', 'dtmf_event_received'].map(
    (name) => `input_audio_buffer.${name}`,
  ),
  ...['started', 'stopped', 'cleared'].map((name) => `output_audio_buffer.${name}`),
  ...['created', 'done', 'output_item.added', 'output_item.done', 'content_part.added', 'content_part.done'].map(
    (name) => `response.${name}`,
  ),
  ...[
    'output_text',
    'output_audio_transcript',
    'output_audio',
    'function_call_arguments',
    'mcp_call_arguments',
  ].flatMap((name) => [`response.${name}.delta`, `response.${name}.done`]),
  ...['in_progress', 'completed', 'failed'].flatMap((name) => [`response.mcp_call.${name}`, `mcp_list_tools.${name}`]),
  'rate_limits.updated',
]
/** Known beside the reference. */
const additionalTypes = ['response.cancelled']

const examples = Object.entries(gaServerExamples)

describe('realtime: GA server events', () => {
  test('all types of the reference are known, and one that other servers send', () => {
    assert.deepEqual([...serverEventTypes].sort(), [...referenceTypes, ...additionalTypes].sort())
    assert.deepEqual(Object.keys(gaServerExamples).sort(), [...serverEventTypes].sort())
  })

  for (const [type, { required, optional }] of examples) {
    const minimal = { type, event_id: 'event_1', ...required }
    const full = { ...minimal, ...optional }

    test(`${type}: its shortest and its fullest form decode with nothing lost`, () => {
      for (const frame of [minimal, full]) {
        const decoded = decodeServerEvent(frame)
        assert.equal(decoded.kind, 'event')
        assert.deepEqual(decoded.kind === 'event' && { ...decoded.event }, frame)
      }
    })

    test(`${type}: fields that nobody knows yet are kept`, () => {
      const decoded = decodeServerEvent({ ...minimal, of_tomorrow: { deep: [1] } })
      assert.deepEqual(decoded.kind === 'event' && Reflect.get(decoded.event, 'of_tomorrow'), { deep: [1] })
    })

    test(`${type}: null stands for an absent optional field, and the event id may be missing`, () => {
      const nulled = Object.fromEntries(Object.keys(optional).map((name) => [name, required[name] ?? null]))
      assert.equal(decodeServerEvent({ type, ...required, ...nulled }).kind, 'event')
    })

    test(`${type}: is an event for the reader`, () => {
      const dialect = createRealtimeDialect()
      assert.equal(dialect.readFrame(minimal).kind, 'event')
      assert.equal(dialect.readFrame(full).kind, 'event')
    })
  }

  const indispensable: readonly (readonly [string, readonly string[]])[] = [
    ['session.updated', ['session']],
    ['conversation.item.added', ['item']],
    ['conversation.item.done', ['item']],
    ['conversation.item.deleted', ['item_id']],
    ['conversation.item.truncated', ['item_id']],
    ['conversation.item.input_audio_transcription.completed', ['item_id', 'transcript']],
    ['response.output_text.delta', ['delta']],
    ['response.output_audio.delta', ['delta']],
    ['response.output_audio_transcript.done', ['transcript']],
    ['response.function_call_arguments.done', ['arguments']],
    ['rate_limits.updated', ['rate_limits']],
  ]
  for (const [type, fields] of indispensable) {
    for (const field of fields) {
      test(`${type}: without ${field} it is malformed, and the report names the field`, () => {
        const example = examples.find(([name]) => name === type)?.[1] ?? assert.fail(type)
        const frame = {
          type,
          ...Object.fromEntries(Object.entries(example.required).filter(([name]) => name !== field)),
        }
        const decoded = decodeServerEvent(frame)
        assert.equal(decoded.kind, 'malformed')
        assert.equal(decoded.kind === 'malformed' && decoded.param, field)
      })
    }
  }

  test('a type of no list is unknown, under its own name', () => {
    assert.deepEqual(decodeServerEvent({ type: 'response.output_smell.delta' }), {
      kind: 'unknown',
      type: 'response.output_smell.delta',
    })
    assert.deepEqual(createRealtimeDialect().readFrame({ type: 'of.tomorrow' }), { kind: 'skipped' })
  })

  for (const type of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    test(`${type} is no event type`, () => {
      assert.equal(decodeServerEvent({ type }).kind, 'unknown')
    })
  }
})

const betaNames: readonly (readonly [string, string])[] = [
  ['response.text.delta', 'response.output_text.delta'],
  ['response.text.done', 'response.output_text.done'],
  ['response.audio.delta', 'response.output_audio.delta'],
  ['response.audio.done', 'response.output_audio.done'],
  ['response.audio_transcript.delta', 'response.output_audio_transcript.delta'],
  ['response.audio_transcript.done', 'response.output_audio_transcript.done'],
]

describe('realtime: names of the beta protocol', () => {
  for (const [betaName, gaName] of betaNames) {
    test(`${betaName} is taken for ${gaName}`, () => {
      const fields = examples.find(([type]) => type === gaName)?.[1].required ?? assert.fail(gaName)
      const dialect = createRealtimeDialect()
      const [beta, ga] = [
        decodeServerEvent({ type: betaName, ...fields }),
        decodeServerEvent({ type: gaName, ...fields }),
      ]
      assert.deepEqual(beta, ga)
      assert.deepEqual(dialect.readFrame({ type: betaName, ...fields }), dialect.readFrame({ type: gaName, ...fields }))
    })
  }
})
