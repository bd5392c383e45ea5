import { decodePcm16 } from '@parley/wire'

/** Of everything in these tests that is not said otherwise, in Hz. */
export const SAMPLE_RATE = 24_000

export function joinSounds(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let start = 0
  for (const part of parts) {
    whole.set(part, start)
    start += part.length
  }
  return whole
}

export function silence(ms: number): Int16Array {
  return new Int16Array((ms * SAMPLE_RATE) / 1000)
}

export function msOf(samples: Int16Array): number {
  return (samples.length * 1000) / SAMPLE_RATE
}

/** Samples of all these base64 deltas, one after the other. */
export function soundOf(deltas: readonly string[]): Int16Array {
  return joinSounds(
    deltas.map((delta) => {
      const samples = decodePcm16(delta)
      if (samples === undefined) throw new Error('a delta is no base64 of 16-bit samples')
      return samples
    }),
  )
}

/** Root mean square, 0 to 1. Speech lies above 0.02; digital silence is 0. */
export function loudnessOf(samples: Int16Array): number {
  const sum = samples.reduce((total, sample) => total + (sample / 32_768) ** 2, 0)
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length)
}

/** Where sound begins and ends, in ms from the start. */
export function extentOf(samples: Int16Array): { readonly startMs: number; readonly endMs: number } {
  const loud = (sample: number): boolean => Math.abs(sample) > 250
  const perMs = SAMPLE_RATE / 1000
  return { startMs: samples.findIndex(loud) / perMs, endMs: (samples.findLastIndex(loud) + 1) / perMs }
}

export function slicesOf(samples: Int16Array, sliceMs: number): readonly Int16Array[] {
  const length = (sliceMs * SAMPLE_RATE) / 1000
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, index) =>
    samples.slice(index * length, (index + 1) * length),
  )
}
