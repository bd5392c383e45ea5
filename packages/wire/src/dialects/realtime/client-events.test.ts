import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gaClientExamples } from '../../testing/ga-client-examples.js'
import { clientEventTypes, decodeClientEvent } from './client-events.js'

/** The list of the GA reference. */
const referenceTypes = [
  'session.update',
  ...['append', 'commit', 'clear'].map((name) => `input_audio_buffer.${name}`),
  'output_audio_buffer.clear',
  ...['create', 'retrieve', 'truncate', 'delete'].map((name) => `conversation.item.${name}`),
  ...['response.create', 'response.cancel'],
]

const items: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be brief.' }] },
  { type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AAA=', transcript: 'hm' }] },
  { type: 'message', role: 'user', content: [{ type: 'input_image', image_url: 'data:,', detail: 'auto' }] },
  { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Good day.' }] },
  { id: 'item_9', type: 'message', role: 'user', status: 'completed', content: [] },
  { type: 'function_call', name: 'f', arguments: '{}', call_id: 'call_1' },
  { type: 'function_call', name: 'f', arguments: '{}' },
  { type: 'function_call_output', call_id: 'call_1', output: '' },
  { type: 'mcp_list_tools', server_label: 's', tools: [] },
  { type: 'mcp_call', server_label: 's', name: 'f', arguments: '{}', output: 'done', error: null },
  { type: 'mcp_approval_request', server_label: 's', name: 'f', arguments: '{}' },
  { type: 'mcp_approval_response', approval_request_id: 'a', approve: true },
]

const refused: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['session.update', {}, 'session'],
  ['session.update', { session: [] }, 'session'],
  ['input_audio_buffer.append', {}, 'audio'],
  ['input_audio_buffer.append', { audio: 1 }, 'audio'],
  ['conversation.item.create', {}, 'item'],
  ['conversation.item.create', { item: { type: 'poem' } }, 'item.type'],
  ['conversation.item.create', { item: { type: 'message', role: 'user' } }, 'item.content'],
  ['conversation.item.create', { item: { type: 'message', role: 'god', content: [] } }, 'item.role'],
  ['conversation.item.create', { item: { type: 'function_call_output', call_id: 'c' } }, 'item.output'],
  ['conversation.item.retrieve', {}, 'item_id'],
  ['conversation.item.delete', { item_id: 7 }, 'item_id'],
  ['conversation.item.truncate', { item_id: 'i', content_index: 0 }, 'audio_end_ms'],
  ['conversation.item.truncate', { item_id: 'i', content_index: 0, audio_end_ms: 1.5 }, 'audio_end_ms'],
  ['conversation.item.truncate', { item_id: 'i', content_index: -1, audio_end_ms: 1 }, 'content_index'],
  ['response.create', { response: { output_modalities: ['audio', 'text'] } }, 'response.output_modalities'],
  ['response.create', { response: { max_output_tokens: 0 } }, 'response.max_output_tokens'],
  ['response.cancel', { response_id: 1 }, 'response_id'],
  ['response.cancel', { event_id: 'e'.repeat(513) }, 'event_id'],
]

describe('realtime: GA client events', () => {
  test('all types of the reference are known', () => {
    assert.deepEqual([...clientEventTypes].sort(), [...referenceTypes].sort())
    assert.deepEqual(Object.keys(gaClientExamples).sort(), [...clientEventTypes].sort())
  })

  for (const [type, { required, optional }] of Object.entries(gaClientExamples)) {
    test(`${type}: its shortest and its fullest form decode with nothing lost`, () => {
      for (const frame of [
        { type, ...required },
        { type, event_id: 'event_1', ...required, ...optional },
      ]) {
        const decoded = decodeClientEvent(frame)
        assert.deepEqual(decoded.kind === 'event' && { ...decoded.event }, frame)
      }
    })
  }

  for (const item of items) {
    test(`conversation.item.create: takes ${JSON.stringify(item)}`, () => {
      assert.equal(decodeClientEvent({ type: 'conversation.item.create', item }).kind, 'event')
    })
  }

  for (const [type, fields, param] of refused) {
    test(`${type}: ${JSON.stringify(fields).slice(0, 80)} is malformed at ${param}`, () => {
      const decoded = decodeClientEvent({ type, ...fields })
      assert.equal(decoded.kind === 'malformed' && decoded.param, param)
    })
  }
})
