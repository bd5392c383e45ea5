import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  bytesFromPcm16,
  decodePcm16,
  encodePcm16,
  floatFromPcm16,
  msFromSamples,
  pcm16FromBytes,
  pcm16FromFloat,
  samplesFromMs,
} from './pcm16.js'

describe('16-bit PCM', () => {
  test('decodes to what was encoded', () => {
    fc.assert(fc.property(fc.int16Array(), (samples) => assert.deepEqual(decodePcm16(encodePcm16(samples)), samples)))
  })

  test('is little-endian', () => {
    assert.deepEqual([...bytesFromPcm16(Int16Array.of(1, -2))], [1, 0, 0xfe, 0xff])
  })

  test('a part of a larger array is encoded alone', () => {
    const samples = Int16Array.of(1, 2, 3, 4).subarray(1, 3)
    assert.deepEqual(decodePcm16(encodePcm16(samples)), Int16Array.of(2, 3))
  })

  test('bytes are read from whatever offset they begin at, also those of a Node buffer', () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.nat({ max: 3 }), (samples, offset) => {
        const bytes = new Uint8Array(offset + samples.byteLength)
        bytes.set(bytesFromPcm16(samples), offset)
        assert.deepEqual(pcm16FromBytes(bytes.subarray(offset)), samples)
        assert.deepEqual(pcm16FromBytes(Buffer.from(bytes.buffer).subarray(offset)), samples)
      }),
    )
  })

  test('a last odd byte is left out', () => {
    assert.deepEqual(pcm16FromBytes(Uint8Array.of(1, 0, 9)), Int16Array.of(1))
  })

  test('is no base64, is nothing', () => {
    assert.equal(decodePcm16('<no base64>'), undefined)
  })

  test('comes back from float as it was', () => {
    fc.assert(
      fc.property(fc.int16Array(), (samples) => assert.deepEqual(pcm16FromFloat(floatFromPcm16(samples)), samples)),
    )
  })

  test('clips what is beyond full scale and takes not-a-number for silence', () => {
    const values = Float32Array.of(1, 1.5, -1, -1.5, Number.NaN, Infinity, -Infinity)
    assert.deepEqual(pcm16FromFloat(values), Int16Array.of(32_767, 32_767, -32_768, -32_768, 0, 32_767, -32_768))
  })

  test('480 samples at 24 kHz are 20 ms', () => {
    assert.equal(msFromSamples(480, 24_000), 20)
    assert.equal(samplesFromMs(20, 24_000), 480)
    assert.equal(samplesFromMs(20, 11_025), 220)
  })
})
