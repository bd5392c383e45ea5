import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodePcma, decodePcmu, encodePcma, encodePcmu } from './g711.js'

const everySample = Int16Array.from({ length: 65_536 }, (_none, index) => index - 32_768)
const everyByte = Uint8Array.from({ length: 256 }, (_none, index) => index)

/** Half a quantisation step: a 32nd of the value, and the finest step near zero. */
function assertClose(decoded: Int16Array, bound: (sample: number) => number): void {
  everySample.forEach((sample, index) => {
    const error = Math.abs(sample - (decoded[index] ?? Number.NaN))
    assert.ok(error <= bound(Math.abs(sample)), `${sample} is off by ${error}`)
  })
}

describe('µ-law', () => {
  test('every sample comes back within half a quantisation step', () => {
    assertClose(decodePcmu(encodePcmu(everySample)), (size) => (size + 132) / 32)
  })

  test('every byte comes back, but that the two zeros are one', () => {
    const expected = everyByte.map((byte) => (byte === 0x7f ? 0xff : byte))
    assert.deepEqual(encodePcmu(decodePcmu(everyByte)), expected)
  })

  test('the ends and the middle of the scale are those of the standard', () => {
    assert.deepEqual(decodePcmu(Uint8Array.of(0x00, 0x80, 0xff, 0xfe, 0x7e)), Int16Array.of(-32_124, 32_124, 0, 8, -8))
  })
})

describe('A-law', () => {
  test('every sample comes back within half a quantisation step', () => {
    assertClose(decodePcma(encodePcma(everySample)), (size) => Math.max(8, (size + 1) / 32))
  })

  test('every byte comes back', () => {
    assert.deepEqual(encodePcma(decodePcma(everyByte)), everyByte)
  })

  test('the ends and the middle of the scale are those of the standard', () => {
    assert.deepEqual(decodePcma(Uint8Array.of(0x2a, 0xaa, 0xd5, 0x55)), Int16Array.of(-32_256, 32_256, 8, -8))
  })
})
