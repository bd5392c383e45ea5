import { readFile } from 'node:fs/promises'
import { decodeWav, msFromSamples } from '@parley/wire'

export interface HeardReply {
  readonly durationMs: number
  /** Share of 20 ms frames louder than -45 dBFS. */
  readonly loudShare: number
  /** Level of the loud frames, dBFS. */
  readonly levelDb: number
}

/** Measures a WAV as an ear would: how long, how much of it is sound, how loud that is. */
export async function listenTo(path: string): Promise<HeardReply> {
  const wav = decodeWav(await readFile(path))
  const frame = Math.floor(wav.sampleRate / 50)
  const loud: number[] = []
  let frames = 0
  for (let start = 0; start + frame <= wav.samples.length; start += frame, frames++) {
    const level = rms(wav.samples.subarray(start, start + frame))
    if (level > 10 ** (-45 / 20)) loud.push(level)
  }
  const power = loud.reduce((sum, level) => sum + level ** 2, 0) / Math.max(1, loud.length)
  return {
    durationMs: msFromSamples(wav.sampleCount, wav.sampleRate),
    loudShare: loud.length / Math.max(1, frames),
    levelDb: 10 * Math.log10(power),
  }
}

function rms(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += (sample / 32768) ** 2
  return Math.sqrt(sum / samples.length)
}
