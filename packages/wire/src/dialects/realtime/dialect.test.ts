import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ParleyError } from '../../errors.js'
import { decodeClientEvent } from './client-events.js'
import { createRealtimeDialect } from './dialect.js'
import { encodeHandoffAppend } from './handoff.js'

const dialect = createRealtimeDialect()
const isConfigError = (error: unknown): boolean => error instanceof ParleyError && error.code === 'config'
const backendItem = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

describe('realtime: what a client sends', () => {
  test('nothing marks the dialect', () => {
    assert.equal(dialect.intent, undefined)
    assert.deepEqual(dialect.headers, {})
  })

  test('agent output is a [BACKEND] message of the user', () => {
    assert.deepEqual(dialect.encodeHandoffAppend('call_1', 'I will look.'), backendItem('[BACKEND] I will look.'))
  })

  test('agent output may carry an item id of its own', () => {
    const frame = encodeHandoffAppend('I will look.', 'item_task_1')
    assert.equal(frame.type === 'conversation.item.create' && frame.item.id, 'item_task_1')
  })

  test('the last words answer the call, or are a message where it has its answer', () => {
    assert.deepEqual(dialect.encodeHandoffFinal('call_1', 'Done.', false), {
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_1', output: 'Done.' },
    })
    assert.deepEqual(dialect.encodeHandoffFinal('call_1', 'Done.', true), backendItem('[BACKEND] Done.'))
  })

  test('responses are asked for and cancelled, with and without settings', () => {
    assert.deepEqual(dialect.encodeResponseCreate(), { type: 'response.create' })
    const response = { conversation: 'none', input: [] }
    assert.deepEqual(dialect.encodeResponseCreate(response), { type: 'response.create', response })
    assert.deepEqual(dialect.encodeResponseCancel(), { type: 'response.cancel' })
    assert.deepEqual(dialect.encodeResponseCancel('resp_1'), { type: 'response.cancel', response_id: 'resp_1' })
  })

  test('truncation names item, part and position', () => {
    assert.deepEqual(dialect.encodeTruncate({ itemId: 'item_1', contentIndex: 0, audioEndMs: 1250 }), {
      type: 'conversation.item.truncate',
      item_id: 'item_1',
      content_index: 0,
      audio_end_ms: 1250,
    })
  })

  test('every frame that the dialect makes decodes as one of its client events', () => {
    const frames = [
      dialect.encodeSessionUpdate({ dialect: 'realtime' }),
      dialect.encodeText('hello', 'assistant'),
      dialect.encodeHandoffAppend('c', 'x'),
      dialect.encodeHandoffFinal('c', 'x', true),
      dialect.encodeHandoffFinal('c', 'x', false),
      dialect.encodeFunctionOutput('c', ''),
      dialect.encodeResponseCreate(),
      dialect.encodeResponseCancel('r'),
      dialect.encodeTruncate({ itemId: 'i', contentIndex: 0, audioEndMs: 0 }),
    ]
    for (const frame of frames) assert.equal(frame && decodeClientEvent(frame).kind, 'event')
  })

  test('a voice of the other dialect and a speed out of range are refused before anything opens', () => {
    for (const voice of dialect.voices) dialect.checkConfig({ dialect: 'realtime', voice })
    for (const speed of [0.25, 1, 1.5]) dialect.checkConfig({ dialect: 'realtime', speed })
    assert.throws(() => dialect.checkConfig({ dialect: 'realtime', voice: 'cove' }), isConfigError)
    const typo = { mode: 'transcribe' }
    // @ts-expect-error callers in JavaScript can write anything
    assert.throws(() => dialect.checkConfig({ dialect: 'realtime', ...typo }), /mode 'transcribe'/)
    for (const speed of [0.2, 1.6, Number.NaN, Infinity]) {
      assert.throws(() => dialect.checkConfig({ dialect: 'realtime', speed }), isConfigError)
    }
  })
})
