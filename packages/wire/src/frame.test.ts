import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { encodeBase64 } from './audio/base64.js'
import { decodeFrame, encodeAudioAppend, encodeFrame } from './frame.js'
import { jsonValues } from './testing/hostile-values.js'

const frames = fc
  .tuple(fc.string(), fc.dictionary(fc.string(), jsonValues()))
  .map(([type, fields]) => ({ ...fields, type }))

describe('frames', () => {
  test('decode to what was encoded', () => {
    fc.assert(fc.property(frames, (frame) => assert.deepEqual(decodeFrame(encodeFrame(frame)), { ...frame })))
  })

  test('keep null and leave out what is undefined', () => {
    assert.equal(encodeFrame({ type: 'x', ...{ a: null, b: undefined } }), '{"type":"x","a":null}')
  })

  test('wire: an append written from its template is the one that JSON would give', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        const audio = encodeBase64(bytes)
        const frame = { type: 'input_audio_buffer.append', audio }
        assert.equal(encodeAudioAppend(bytes), encodeFrame(frame))
      }),
    )
  })

  for (const text of [
    '',
    'not json',
    '{',
    '[]',
    '[{"type":"x"}]',
    '"x"',
    'null',
    '7',
    '{}',
    '{"type":1}',
    '{"hello":1}',
  ]) {
    test(`${text || 'no text'} is no frame`, () => {
      assert.equal(decodeFrame(text), undefined)
    })
  }

  test('100 levels of nesting are taken, 101 are not, and 100,000 harm nobody', () => {
    const nested = (depth: number): string => `{"type":"x","a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    assert.notEqual(decodeFrame(nested(100)), undefined)
    assert.equal(decodeFrame(nested(101)), undefined)
    assert.equal(decodeFrame(nested(100_000)), undefined)
  })
})
