import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ParleyError } from '../errors.js'
import { concat, wavBytes } from '../testing/wav-bytes.js'
import type { WavParts } from '../testing/wav-bytes.js'
import { encodePcma, encodePcmu } from './g711.js'
import { bytesFromPcm16 } from './pcm16.js'
import { decodeWav, encodeWav, toMono } from './wav.js'

const samples = Int16Array.of(0, 256, -256, 32_512, -32_768)
const pcm = bytesFromPcm16(samples)
const bytesOf = (values: Float32Array | Float64Array | Int32Array): Uint8Array => new Uint8Array(values.buffer)
const floats = [0, 256 / 32_768, -256 / 32_768, 32_512 / 32_768, -1]
const samplesOf = (parts: WavParts): Int16Array => decodeWav(wavBytes(parts)).samples

const int24 = (values: Int16Array): Uint8Array =>
  concat([...values].map((value) => Uint8Array.of(0x7f, value, value >> 8)))

/** The same five samples in every format. */
const formats: readonly (readonly [string, WavParts])[] = [
  ['PCM of 8 bits', { bits: 8, data: Uint8Array.of(128, 129, 127, 255, 0) }],
  ['PCM of 16 bits', { data: pcm }],
  ['PCM of 24 bits', { bits: 24, data: int24(samples) }],
  ['PCM of 20 bits in 24', { bits: 20, data: int24(samples) }],
  ['PCM of 32 bits', { bits: 32, data: bytesOf(Int32Array.from(samples, (value) => value * 65_536 + 9)) }],
  ['float of 32 bits', { formatTag: 3, bits: 32, data: bytesOf(Float32Array.from(floats)) }],
  ['float of 64 bits', { formatTag: 3, bits: 64, data: bytesOf(Float64Array.from(floats)) }],
  ['PCM of 16 bits, extensible', { subFormat: 1, data: pcm }],
  ['float of 32 bits, extensible', { subFormat: 3, bits: 32, data: bytesOf(Float32Array.from(floats)) }],
]

describe('WAV', () => {
  test('decodes to what was encoded', () => {
    const audio = fc.record({
      samples: fc.int16Array({ maxLength: 500 }),
      sampleRate: fc.integer({ min: 1000, max: 768_000 }),
      numChannels: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(audio, ({ samples: given, sampleRate, numChannels }) => {
        const whole = given.slice(0, given.length - (given.length % numChannels))
        const decoded = decodeWav(encodeWav(whole, sampleRate, numChannels))
        const sampleCount = whole.length / numChannels
        assert.deepEqual(decoded, { sampleRate, numChannels, sampleCount, samples: whole })
      }),
    )
  })

  for (const [name, parts] of formats) {
    test(`reads ${name}`, () => {
      assert.deepEqual(samplesOf(parts), samples)
    })
  }

  test('reads µ-law and A-law', () => {
    assert.deepEqual(
      samplesOf({ formatTag: 7, bits: 8, data: encodePcmu(Int16Array.of(0, 8031)) }),
      Int16Array.of(0, 7932),
    )
    assert.deepEqual(
      samplesOf({ formatTag: 6, bits: 8, data: encodePcma(Int16Array.of(8, 8031)) }),
      Int16Array.of(8, 8064),
    )
  })

  test('clips float samples beyond full scale and takes not-a-number for silence', () => {
    const data = bytesOf(Float32Array.of(2, -2, NaN, Infinity))
    assert.deepEqual(samplesOf({ formatTag: 3, bits: 32, data }), Int16Array.of(32_767, -32_768, 0, 32_767))
  })

  test('keeps channels interleaved and counts samples per channel', () => {
    const decoded = decodeWav(
      wavBytes({ numChannels: 2, sampleRate: 44_100, data: bytesFromPcm16(Int16Array.of(1, 2, 3, 4)) }),
    )
    assert.deepEqual(decoded, {
      sampleRate: 44_100,
      numChannels: 2,
      sampleCount: 2,
      samples: Int16Array.of(1, 2, 3, 4),
    })
  })

  test('steps over other chunks, also those of odd length', () => {
    const list = ['LIST', Uint8Array.of(1, 2, 3)] as const
    assert.deepEqual(samplesOf({ data: pcm, chunksBefore: [list], chunksAfter: [list] }), samples)
  })

  test('does not take chunks after the sound for sound', () => {
    assert.deepEqual(samplesOf({ bits: 8, data: Uint8Array.of(128), chunksAfter: [['LIST', pcm]] }), Int16Array.of(0))
  })

  for (const [what, parts] of [
    ['0xFFFFFFFF', { dataSize: 0xffffffff, riffSize: 0xffffffff }],
    ['0', { dataSize: 0, riffSize: 36 }],
    ['0, and so is that of the file', { dataSize: 0, riffSize: 0 }],
    ['more than there is', { dataSize: 0x7ffff000, riffSize: 0x7ffff024 }],
  ] as const) {
    test(`a streamed file whose length says ${what} is read to its end`, () => {
      assert.deepEqual(samplesOf({ data: pcm, ...parts }), samples)
    })
  }

  test('a file with no sound has no samples', () => {
    assert.equal(samplesOf({ data: new Uint8Array(0) }).length, 0)
    assert.equal(samplesOf({ data: new Uint8Array(0), chunksAfter: [['LIST', pcm]] }).length, 0)
  })

  test('a file that is cut off within a block is read to its last whole block', () => {
    const file = wavBytes({ numChannels: 2, data: bytesFromPcm16(Int16Array.of(1, 2, 3, 4)) })
    assert.deepEqual(decodeWav(file.subarray(0, file.length - 1)).samples, Int16Array.of(1, 2))
  })

  test('lengths in a header allocate nothing', () => {
    const file = wavBytes({ data: pcm, dataSize: 0xfffffff0, riffSize: 0xfffffff0 })
    assert.equal(decodeWav(file).samples.buffer.byteLength, pcm.length)
  })

  test('samples own their memory, at whatever offset the bytes begin', () => {
    for (const offset of [0, 1, 2, 3]) {
      const file = Buffer.from(concat([new Uint8Array(offset), wavBytes({ data: pcm })])).subarray(offset)
      const decoded = decodeWav(file)
      file.fill(0xff)
      assert.deepEqual(decoded.samples, samples)
    }
  })

  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(0), /^audio is no WAV file: it is empty/],
    ['an Ogg file', new TextEncoder().encode('OggS and more'), /it begins with "OggS"; expected RIFF…WAVE/],
    ['a JSON file', new TextEncoder().encode('{"a":1,"b":2}'), /it begins with "{\\"a\\""; expected/],
    ['an AVI file', new TextEncoder().encode('RIFF1234AVI LIST'), /it begins with "RIFF…AVI "/],
    ['a file of three bytes', Uint8Array.of(0, 1, 2), /it begins with "\\u0000\\u0001\\u0002"/],
    ['a file without chunks', new TextEncoder().encode('RIFF\u0004\0\0\0WAVE'), /it has no data chunk/],
    ['MP3 in a WAV file', wavBytes({ formatTag: 0x55, bits: 0, data: pcm }), /0x0055 \(MP3\).*expected PCM of 8, 16/],
    ['an unknown format', wavBytes({ formatTag: 0x1234, data: pcm }), /0x1234, 16 bits/],
    ['PCM of 64 bits', wavBytes({ bits: 64, data: pcm }), /0x0001 \(pcm\), 64 bits/],
    ['no channels', wavBytes({ numChannels: 0, data: pcm }), /it has no channels/],
    ['no sample rate', wavBytes({ sampleRate: 0, data: pcm }), /its sample rate is 0 Hz/],
    ['an absurd sample rate', wavBytes({ sampleRate: 0xffffffff, data: pcm }), /4294967295 Hz/],
    [
      'sound before its format',
      concat([wavBytes({ data: pcm }).subarray(0, 12), wavBytes({ data: pcm }).subarray(36)]),
      /no fmt/,
    ],
  ]
  for (const [what, bytes, message] of refused) {
    test(`${what} is refused, with the reason`, () => {
      assert.throws(
        () => decodeWav(bytes),
        (error) => error instanceof ParleyError && error.code === 'config' && message.test(error.message),
      )
    })
  }

  test('the reason begins with the name of the file', () => {
    assert.throws(() => decodeWav(new Uint8Array(0), "'hello.wav'"), /^ParleyError: 'hello.wav' is no WAV file/)
  })
})

describe('toMono', () => {
  test('is the mean of all channels', () => {
    assert.deepEqual(
      toMono(Int16Array.of(1, 3, -32_768, -32_768, 32_767, 32_767), 2),
      Int16Array.of(2, -32_768, 32_767),
    )
    assert.deepEqual(toMono(Int16Array.of(3, 3, 9, 1), 3), Int16Array.of(5))
  })

  test('of one channel is that channel', () => {
    assert.equal(toMono(samples, 1), samples)
  })
})
