/**
 * A session's input audio at 16 kHz, addressed by its position since the session's start. Only what may still be
 * needed is kept: the caller says what may go.
 */
export interface InputTimeline {
  readonly headSample: number
  append(samples: Int16Array): void
  /** Samples of `[from, to)` as far as they are kept; a view that is valid until the next call. */
  slice(fromSample: number, toSample: number): Int16Array
  forgetBefore(sample: number): void
}

const INITIAL_CAPACITY = 16_000

export function createInputTimeline(): InputTimeline {
  let samples = new Int16Array(INITIAL_CAPACITY)
  let startSample = 0
  let length = 0
  const makeRoom = (count: number): void => {
    if (length + count <= samples.length) return
    const larger = new Int16Array(Math.max(samples.length * 2, length + count))
    larger.set(samples.subarray(0, length))
    samples = larger
  }
  return {
    get headSample() {
      return startSample + length
    },
    append(added) {
      makeRoom(added.length)
      samples.set(added, length)
      length += added.length
    },
    slice(fromSample, toSample) {
      const from = Math.max(0, fromSample - startSample)
      return samples.subarray(Math.min(from, length), Math.max(from, Math.min(length, toSample - startSample)))
    },
    forgetBefore(sample) {
      const count = Math.min(length, sample - startSample)
      // Moving is done seldom: only when more than half of what is held is not needed any more.
      if (count <= 0 || count * 2 < samples.length) return
      const kept = samples.subarray(count, length)
      const capacity = Math.max(INITIAL_CAPACITY, kept.length * 2)
      const next = capacity < samples.length ? new Int16Array(capacity) : samples
      next.set(kept)
      samples = next
      startSample += count
      length -= count
    },
  }
}
