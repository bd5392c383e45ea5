import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeKnownItem, textFromMessage } from './items.js'
import type { ContentPart } from './items.js'

const words = (...content: readonly ContentPart[]): string =>
  textFromMessage({ type: 'message', role: 'user', content: [...content] })

describe('items', () => {
  test('the words of a message are its texts and the transcripts of its audio, in order', () => {
    const parts = [
      { type: 'input_text', text: 'one' },
      { type: 'input_audio', transcript: 'two', audio: 'AAA=' },
      { type: 'input_image', image_url: 'data:,' },
      { type: 'of_tomorrow', text: '', transcript: 'three' },
    ]
    assert.equal(words(...parts), 'one two three')
    assert.equal(words(), '')
    assert.equal(words({ type: 'input_audio', transcript: null }), '')
  })

  test('an item of unknown kind, or with a field of the wrong type, is no known item', () => {
    const values = [undefined, null, 1, 'x', [], {}, { type: 'poem' }, { type: 'message', role: 'user' }]
    for (const value of values) assert.equal(decodeKnownItem(value), undefined)
  })

  test('fields that nobody knows yet are kept', () => {
    const item = { type: 'function_call', name: 'f', arguments: '{}', of_tomorrow: true }
    assert.deepEqual(decodeKnownItem(item), item)
  })
})
