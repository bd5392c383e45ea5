/** Small pure functions on mono samples that several engines share. 16-bit integers outside, floats of -1 to 1 inside models. */

/** 16-bit samples as floats of -1 to just below 1. */
export function toFloatSamples(samples: Int16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(samples.length)
  for (let index = 0; index < samples.length; index++) floats[index] = (samples[index] ?? 0) / 32768
  return floats
}

/** Floats of -1 to 1 as 16-bit samples; what lies outside is clipped. */
export function toIntegerSamples(floats: Float32Array): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(floats.length)
  for (let index = 0; index < floats.length; index++) {
    samples[index] = Math.max(-32768, Math.min(32767, Math.round((floats[index] ?? 0) * 32768)))
  }
  return samples
}

export function joinSamples(parts: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let position = 0
  for (const part of parts) {
    joined.set(part, position)
    position += part.length
  }
  return joined
}

/** Root mean square on the 16-bit scale: 0 is digital silence, 32768 a full-scale square wave. */
export function rootMeanSquare(samples: Int16Array): number {
  if (samples.length === 0) return 0
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / samples.length)
}
