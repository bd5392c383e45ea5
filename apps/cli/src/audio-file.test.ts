import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { encodeWav, ParleyError } from '@parley/wire'
import { readSpokenFile } from './audio-file.js'

/** Half a second of a tone, the same on each channel. */
function tone(sampleRate: number, numChannels: number): Int16Array {
  return Int16Array.from({ length: (sampleRate / 2) * numChannels }, (_, index) => {
    const seconds = Math.floor(index / numChannels) / sampleRate
    return Math.round(8000 * Math.sin(2 * Math.PI * 440 * seconds))
  })
}

describe('the file that is spoken', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-wav-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('may have any rate from 8 to 48 kHz, mono or stereo, and is heard at 24 kHz mono', async () => {
    for (const sampleRate of [8000, 16_000, 22_050, 24_000, 44_100, 48_000]) {
      for (const numChannels of [1, 2]) {
        const path = join(folder, `${sampleRate}-${numChannels}.wav`)
        await writeFile(path, encodeWav(tone(sampleRate, numChannels), sampleRate, numChannels))
        const { samples, durationMs } = await readSpokenFile(path)
        assert.ok(Math.abs(durationMs - 500) < 5, `${path}: ${durationMs} ms`)
        const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0)
        assert.ok(peak > 7000 && peak < 9500, `${path}: peak ${peak}`)
      }
    }
  })

  it('is refused with its name and the reason where it is missing or no WAV', async () => {
    const text = join(folder, 'notes.wav')
    await writeFile(text, 'these are notes')
    const refusals = [
      [text, /notes\.wav.*no WAV/],
      [join(folder, 'gone.wav'), /gone\.wav cannot be read: there is no such file/],
    ] as const
    for (const [path, words] of refusals) {
      await assert.rejects(
        readSpokenFile(path),
        (error) => error instanceof ParleyError && error.code === 'config' && words.test(error.message),
      )
    }
  })
})
