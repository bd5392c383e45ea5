/**
 * G.711, the 8 kHz telephone formats of the GA protocol: `audio/pcmu` (µ-law) and `audio/pcma` (A-law). One byte per
 * sample ↔ 16-bit samples. Source: ITU-T G.711, tables 1 and 2, on samples scaled to 16 bits.
 */

/** Added to every magnitude before µ-law, so that all segments begin at a power of two. */
const PCMU_BIAS = 132
const PCMU_MAX = 32_635

const pcmuSamples = /* @__PURE__ */ createTable(sampleFromPcmu)
const pcmaSamples = /* @__PURE__ */ createTable(sampleFromPcma)

/** Samples → µ-law bytes. */
export function encodePcmu(samples: Int16Array): Uint8Array {
  return encodeWith(pcmuFromSample, samples)
}

/** µ-law bytes → samples. */
export function decodePcmu(bytes: Uint8Array): Int16Array {
  return decodeWith(pcmuSamples, bytes)
}

/** Samples → A-law bytes. */
export function encodePcma(samples: Int16Array): Uint8Array {
  return encodeWith(pcmaFromSample, samples)
}

/** A-law bytes → samples. */
export function decodePcma(bytes: Uint8Array): Int16Array {
  return decodeWith(pcmaSamples, bytes)
}

function pcmuFromSample(sample: number): number {
  const biased = Math.min(Math.abs(sample), PCMU_MAX) + PCMU_BIAS
  const segment = 24 - Math.clz32(biased)
  const step = (biased >> (segment + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff
}

function sampleFromPcmu(byte: number): number {
  const code = ~byte & 0xff
  const magnitude = ((((code & 0x0f) << 3) + PCMU_BIAS) << ((code & 0x70) >> 4)) - PCMU_BIAS
  return (code & 0x80) === 0 ? magnitude : -magnitude
}

function pcmaFromSample(sample: number): number {
  const magnitude = sample < 0 ? ~sample : sample
  const segment = Math.max(0, 24 - Math.clz32(magnitude))
  const step = (magnitude >> (Math.max(segment, 1) + 3)) & 0x0f
  return ((segment << 4) | step) ^ (sample < 0 ? 0x55 : 0xd5)
}

function sampleFromPcma(byte: number): number {
  const code = byte ^ 0x55
  const segment = (code & 0x70) >> 4
  const step = ((code & 0x0f) << 4) + 8
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1)
  return (code & 0x80) === 0 ? -magnitude : magnitude
}

function createTable(sampleFromByte: (byte: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_none, byte) => sampleFromByte(byte))
}

function encodeWith(byteFromSample: (sample: number) => number, samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < bytes.length; index++) bytes[index] = byteFromSample(samples[index] ?? 0)
  return bytes
}

function decodeWith(table: Int16Array, bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let index = 0; index < samples.length; index++) samples[index] = table[bytes[index] ?? 0] ?? 0
  return samples
}
