import { decodePcma, decodePcmu } from './g711.js'
import { pcm16FromBytes, sample16FromFloat } from './pcm16.js'

/** How the samples of a WAV file are stored: what its `fmt ` chunk says, as far as it matters here. */
export interface WavFormat {
  readonly sampleRate: number
  readonly numChannels: number
  readonly encoding: WavEncoding
  readonly bytesPerSample: number
}

export type WavEncoding = 'pcm' | 'float' | 'pcma' | 'pcmu'

const EXTENSIBLE = 0xfffe
const FMT_MIN_BYTES = 16
const SUB_FORMAT_OFFSET = 24

const encodings: ReadonlyMap<number, WavEncoding> = new Map([
  [1, 'pcm'],
  [3, 'float'],
  [6, 'pcma'],
  [7, 'pcmu'],
])
const widths: Readonly<Record<WavEncoding, readonly number[]>> = {
  pcm: [1, 2, 3, 4],
  float: [4, 8],
  pcma: [1],
  pcmu: [1],
}

/** Names of formats that people really meet, for the error text. */
const foreignNames: ReadonlyMap<number, string> = new Map([
  [0x0002, 'Microsoft ADPCM'],
  [0x0011, 'IMA ADPCM'],
  [0x0031, 'GSM 6.10'],
  [0x0050, 'MPEG'],
  [0x0055, 'MP3'],
])

/** Body of a `fmt ` chunk → format, or a sentence part that says what is wrong with it. */
export function decodeWavFormat(chunk: Uint8Array): WavFormat | string {
  if (chunk.length < FMT_MIN_BYTES) return `its fmt chunk has ${chunk.length} bytes; expected at least ${FMT_MIN_BYTES}`
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const numChannels = view.getUint16(2, true)
  const sampleRate = view.getUint32(4, true)
  if (numChannels === 0) return 'it has no channels'
  if (sampleRate < 1000 || sampleRate > 768_000) return `its sample rate is ${sampleRate} Hz; expected 1000 to 768000`
  const tag = formatTag(view)
  const encoding = encodings.get(tag)
  const bytesPerSample = containerBytes(view, numChannels)
  if (encoding === undefined || !widths[encoding].includes(bytesPerSample)) return unreadable(tag, bytesPerSample)
  return { sampleRate, numChannels, encoding, bytesPerSample }
}

function formatTag(view: DataView): number {
  const tag = view.getUint16(0, true)
  const isExtended = tag === EXTENSIBLE && view.byteLength >= SUB_FORMAT_OFFSET + 2
  return isExtended ? view.getUint16(SUB_FORMAT_OFFSET, true) : tag
}

/** Samples of, say, 20 bits stand left-justified in a container of whole bytes; the block size gives its width. */
function containerBytes(view: DataView, numChannels: number): number {
  const perBlock = view.getUint16(12, true) / numChannels
  return Number.isInteger(perBlock) && perBlock > 0 ? perBlock : Math.ceil(view.getUint16(14, true) / 8)
}

function unreadable(tag: number, bytesPerSample: number): string {
  const name = foreignNames.get(tag) ?? encodings.get(tag)
  const shown = `0x${tag.toString(16).padStart(4, '0')}${name === undefined ? '' : ` (${name})`}`
  return (
    `its samples are of format ${shown}, ${bytesPerSample * 8} bits; ` +
    'expected PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, A-law or µ-law'
  )
}

/** Stored bytes → 16-bit samples, interleaved as they were. A part of a sample at the end is left out. */
export function samplesFromWavBytes(bytes: Uint8Array, format: WavFormat): Int16Array {
  if (format.encoding === 'pcmu') return decodePcmu(bytes)
  if (format.encoding === 'pcma') return decodePcma(bytes)
  if (format.encoding === 'pcm' && format.bytesPerSample === 2) return pcm16FromBytes(new Uint8Array(bytes))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const width = format.bytesPerSample
  const read = sampleReader(view, format)
  const samples = new Int16Array(Math.floor(bytes.length / width))
  for (let index = 0; index < samples.length; index++) samples[index] = read(index * width)
  return samples
}

function sampleReader(view: DataView, format: WavFormat): (offset: number) => number {
  const width = format.bytesPerSample
  if (format.encoding === 'float') {
    return width === 8
      ? (offset) => sample16FromFloat(view.getFloat64(offset, true))
      : (offset) => sample16FromFloat(view.getFloat32(offset, true))
  }
  if (width === 1) return (offset) => (view.getUint8(offset) - 128) * 256
  // Of 24 and 32 bits the upper 16 are kept.
  return (offset) => view.getInt16(offset + width - 2, true)
}
