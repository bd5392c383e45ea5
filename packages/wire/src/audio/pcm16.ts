import { decodeBase64, encodeBase64 } from './base64.js'

/** 16-bit little-endian PCM, interleaved. JavaScript engines run on little-endian machines only, so bytes are viewed, not copied. */

/** Samples as bytes; shares memory with `samples`. */
export function bytesFromPcm16(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** Bytes as samples. Shares memory where the offset is even, else copies; a last odd byte is left out. */
export function pcm16FromBytes(bytes: Uint8Array): Int16Array {
  const sampleCount = bytes.byteLength >> 1
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, sampleCount)
  // Not `slice`: that of a Node buffer copies nothing.
  return new Int16Array(new Uint8Array(bytes.subarray(0, sampleCount * 2)).buffer)
}

export function encodePcm16(samples: Int16Array): string {
  return encodeBase64(bytesFromPcm16(samples))
}

/** base64 → samples; `undefined` when it is no base64. */
export function decodePcm16(data: string): Int16Array | undefined {
  const bytes = decodeBase64(data)
  return bytes === undefined ? undefined : pcm16FromBytes(bytes)
}

/** -1..1 → 16 bit, clamped; not-a-number becomes 0. */
export function pcm16FromFloat(values: Float32Array): Int16Array {
  const samples = new Int16Array(values.length)
  for (let index = 0; index < samples.length; index++) samples[index] = sample16FromFloat(values[index] ?? 0)
  return samples
}

/** One sample of -1..1 → 16 bit, clamped; not-a-number becomes 0. */
export function sample16FromFloat(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-32768, Math.min(32767, Math.round(value * 32768)))
}

/** 16 bit → -1..1. */
export function floatFromPcm16(samples: Int16Array): Float32Array {
  const values = new Float32Array(samples.length)
  for (let index = 0; index < values.length; index++) values[index] = (samples[index] ?? 0) / 32768
  return values
}

/** Milliseconds of mono audio, unrounded. */
export function msFromSamples(sampleCount: number, sampleRate: number): number {
  return (sampleCount * 1000) / sampleRate
}

/** Samples of mono audio in so many ms, rounded down. */
export function samplesFromMs(ms: number, sampleRate: number): number {
  return Math.floor((ms * sampleRate) / 1000)
}
