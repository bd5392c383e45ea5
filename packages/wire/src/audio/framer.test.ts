import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ParleyError } from '../errors.js'
import { createFramer } from './framer.js'

const join = (frames: readonly Int16Array[]): number[] => frames.flatMap((frame) => [...frame])
const pieces = fc.array(fc.int16Array({ maxLength: 1200 }), { maxLength: 8 })

describe('framer', () => {
  test('gives frames of exactly 20 ms, in order, and nothing is lost', () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom(8000, 16_000, 24_000, 44_100), (parts, sampleRate) => {
        const framer = createFramer({ sampleRate })
        const frames = parts.flatMap((part) => framer.push(part))
        for (const frame of frames) assert.equal(frame.length, sampleRate / 50)
        const rest = framer.flush()
        assert.ok(rest.length < sampleRate / 50)
        assert.deepEqual(join([...frames, rest]), join(parts))
      }),
    )
  })

  test('a frame is given as soon as it is full', () => {
    const framer = createFramer({ sampleRate: 8000 })
    assert.deepEqual(framer.push(new Int16Array(159)), [])
    assert.equal(framer.push(new Int16Array(1)).length, 1)
    assert.equal(framer.push(new Int16Array(320)).length, 2)
    assert.equal(framer.flush().length, 0)
  })

  test('begins anew after a flush', () => {
    const framer = createFramer({ sampleRate: 8000 })
    framer.push(new Int16Array(10))
    assert.equal(framer.flush().length, 10)
    assert.deepEqual(framer.push(new Int16Array(159)), [])
  })

  test('frames own their memory: a caller may reuse its buffer', () => {
    const framer = createFramer({ sampleRate: 8000, frameMs: 1 })
    const buffer = new Int16Array(8).fill(5)
    const [frame] = framer.push(buffer)
    buffer.fill(6)
    framer.push(buffer)
    assert.deepEqual(frame, new Int16Array(8).fill(5))
  })

  test('a frame that would be no whole number of samples is refused', () => {
    for (const format of [
      { sampleRate: 11_025 },
      { sampleRate: 0 },
      { sampleRate: 24_000, frameMs: 0 },
      { sampleRate: Number.NaN },
    ]) {
      assert.throws(
        () => createFramer(format),
        (error) => error instanceof ParleyError && error.code === 'config',
      )
    }
  })
})
