import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { createResampler, loadResampler, resample } from './resampler.js'
import { rootMeanSquare } from '../samples.js'

const RATES = [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]

const tone = (frequency: number, rate: number, seconds: number): Int16Array =>
  Int16Array.from({ length: Math.round(rate * seconds) }, (_, index) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * frequency * index) / rate)),
  )

/** Largest difference between the middle of a signal and the same tone made at that rate. */
function toneError(samples: Int16Array, frequency: number, rate: number): number {
  const ideal = tone(frequency, rate, samples.length / rate)
  const from = Math.floor(samples.length / 4)
  const until = Math.floor((samples.length * 3) / 4)
  let worst = 0
  for (let index = from; index < until; index++)
    worst = Math.max(worst, Math.abs((samples[index] ?? 0) - (ideal[index] ?? 0)))
  return worst
}

for (const from of RATES) {
  for (const to of [8000, 16_000, 24_000, 48_000]) {
    test(`a 1 kHz tone at ${from} Hz is the same tone, as long and not shifted, at ${to} Hz`, async () => {
      const output = await resample(tone(1000, from, 1), from, to)
      assert.equal(output.length, to)
      assert.ok(toneError(output, 1000, to) < 200, `off by ${toneError(output, 1000, to)} of 16000`)
    })
  }
}

test('chunks of any size give the same samples as the whole recording', async () => {
  const input = tone(440, 24_000, 0.5)
  const whole = await resample(input, 24_000, 16_000)
  const resampler = await createResampler(24_000, 16_000)
  const parts: number[] = []
  let position = 0
  for (let size = 1; position < input.length; size = (size * 7 + 13) % 4999) {
    parts.push(...resampler.process(input.subarray(position, position + size)))
    position += size
  }
  parts.push(...resampler.flush())
  resampler.close()
  assert.deepEqual(Int16Array.from(parts), whole)
})

test('what the new rate cannot carry is removed instead of folded back', async () => {
  const output = await resample(tone(10_000, 24_000, 1), 24_000, 16_000)
  assert.ok(rootMeanSquare(output.subarray(1000, 15_000)) < 4)
})

test('equal rates pass the samples through', async () => {
  const input = tone(440, 16_000, 0.1)
  assert.deepEqual(await resample(input, 16_000, 16_000), input)
})

test('many resamplers live beside each other', async () => {
  const create = await loadResampler()
  const all = Array.from({ length: 100 }, () => create(48_000, 16_000))
  const input = tone(300, 48_000, 0.02)
  const lengths = new Set(all.map((one) => one.process(input).length))
  for (const one of all) one.close()
  assert.equal(lengths.size, 1)
})

test('a rate outside 8 to 48 kHz is refused by name', async () => {
  await assert.rejects(createResampler(96_000, 16_000), (error: unknown) => {
    return error instanceof ParleyError && error.code === 'config' && /96000/.test(error.message)
  })
})

test('a closed resampler says so', async () => {
  const resampler = await createResampler(24_000, 16_000)
  resampler.close()
  resampler.close()
  assert.throws(() => resampler.process(new Int16Array(10)), { code: 'closed' })
})
