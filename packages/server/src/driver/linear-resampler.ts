/** Changes the rate of one stream of samples. The same shape as the speech package's. */
export interface Resampler {
  process(samples: Int16Array): Int16Array
  close(): void
}

export type ResamplerFactory = (fromRate: number, toRate: number) => Resampler

/** Straight lines between samples: good enough to find speech, not to enjoy it. */
export const createLinearResampler: ResamplerFactory = (fromRate, toRate) => {
  const step = fromRate / toRate
  let position = 0
  let last = 0
  return {
    process(samples) {
      const made: number[] = []
      while (position < samples.length) {
        const index = Math.floor(position)
        const before = index === 0 ? last : (samples[index - 1] ?? 0)
        made.push(before + (position - index) * ((samples[index] ?? 0) - before))
        position += step
      }
      position -= samples.length
      last = samples.at(-1) ?? last
      return Int16Array.from(made)
    },
    close() {},
  }
}
