import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createOpusCodec, FRAME_SAMPLES, MAX_CODECS } from './opus-codec.js'

function tone(frames: number, hertz = 440): Int16Array {
  return Int16Array.from({ length: frames * FRAME_SAMPLES }, (_, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * hertz * index) / 24_000)),
  )
}

const loudness = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length))

test('calls: what is encoded comes back as loud as it was and as long', () => {
  const codec = createOpusCodec()
  const given = tone(50)
  const heard: number[] = []
  for (let at = 0; at < given.length; at += FRAME_SAMPLES) {
    const packet = codec.encode(given.subarray(at, at + FRAME_SAMPLES))
    assert.ok(packet.length > 10 && packet.length < 400, `${packet.length} bytes`)
    const decoded = codec.decode(packet)
    assert.equal(decoded?.length, FRAME_SAMPLES)
    heard.push(...decoded)
  }
  const ratio = loudness(Int16Array.from(heard.slice(4800))) / loudness(given)
  assert.ok(ratio > 0.85 && ratio < 1.15, `ratio ${ratio}`)
  codec.close()
  codec.close()
})

test('calls: bytes that are no Opus give nothing, and the codec goes on', () => {
  const codec = createOpusCodec()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      const decoded = codec.decode(bytes)
      assert.ok(decoded === undefined || decoded.length <= 24_000 * 0.12)
    }),
    { numRuns: 300 },
  )
  assert.equal(codec.decode(codec.encode(tone(1)))?.length, FRAME_SAMPLES)
  codec.close()
})

test('calls: as many codecs as calls are allowed work at the same time', () => {
  const codecs = Array.from({ length: MAX_CODECS }, () => createOpusCodec())
  for (const codec of codecs) assert.equal(codec.decode(codec.encode(tone(1)))?.length, FRAME_SAMPLES)
  for (const codec of codecs) codec.close()
})
