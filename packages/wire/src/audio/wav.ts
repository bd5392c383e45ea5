import { ParleyError } from '../errors.js'
import { bytesFromPcm16 } from './pcm16.js'
import { decodeWavFormat, samplesFromWavBytes } from './wav-format.js'
import type { WavFormat } from './wav-format.js'

/** Decoded sound of a WAV file. */
export interface WavAudio {
  readonly sampleRate: number
  readonly numChannels: number
  /** Per channel. */
  readonly sampleCount: number
  /** 16-bit, interleaved where there is more than one channel. Own memory. */
  readonly samples: Int16Array
}

interface Chunk {
  readonly id: string
  readonly size: number
  readonly start: number
}

const RIFF_HEADER_BYTES = 12
const CHUNK_HEADER_BYTES = 8
const UNKNOWN_SIZE = 0xffffffff

/**
 * WAV (RIFF, little-endian) → samples of 16 bits: PCM of 8, 16, 24 and 32 bits, float of 32 and 64 bits, A-law, µ-law,
 * each also as WAVE_FORMAT_EXTENSIBLE. Lengths in the header are hints only: a data chunk whose length is unknown
 * (0 or 0xFFFFFFFF, as streaming writers leave it) or greater than the file goes to the file's end, and nothing is
 * allocated from them. Throws a `config` error that begins with `name` and says what is wrong.
 */
export function decodeWav(bytes: Uint8Array, name = 'audio'): WavAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isWav(view)) throw new ParleyError('config', `${name} is no WAV file: ${describeStart(view)}`)
  const { format, data } = findSound(bytes, view, name)
  const blockBytes = format.bytesPerSample * format.numChannels
  const sampleCount = Math.floor(data.length / blockBytes)
  const samples = samplesFromWavBytes(data.subarray(0, sampleCount * blockBytes), format)
  return { sampleRate: format.sampleRate, numChannels: format.numChannels, sampleCount, samples }
}

/** 16-bit samples (interleaved where there is more than one channel) → bytes of a PCM WAV file. */
export function encodeWav(samples: Int16Array, sampleRate: number, numChannels = 1): Uint8Array {
  const header = 44
  const bytes = new Uint8Array(header + samples.byteLength)
  const view = new DataView(bytes.buffer)
  writeTag(view, 0, 'RIFF')
  view.setUint32(4, Math.min(header - 8 + samples.byteLength, UNKNOWN_SIZE), true)
  writeTag(view, 8, 'WAVE')
  writeTag(view, 12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, numChannels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * numChannels * 2, true)
  view.setUint16(32, numChannels * 2, true)
  view.setUint16(34, 16, true)
  writeTag(view, 36, 'data')
  view.setUint32(40, Math.min(samples.byteLength, UNKNOWN_SIZE), true)
  bytes.set(bytesFromPcm16(samples), header)
  return bytes
}

/** Mean of all channels; the same array where there is but one. A part of a block at the end is left out. */
export function toMono(samples: Int16Array, numChannels: number): Int16Array {
  if (numChannels === 1) return samples
  const mono = new Int16Array(Math.floor(samples.length / numChannels))
  for (let index = 0; index < mono.length; index++) {
    let sum = 0
    for (let channel = 0; channel < numChannels; channel++) sum += samples[index * numChannels + channel] ?? 0
    mono[index] = Math.round(sum / numChannels)
  }
  return mono
}

function findSound(bytes: Uint8Array, view: DataView, name: string): { format: WavFormat; data: Uint8Array } {
  let format: WavFormat | undefined
  for (const chunk of readChunks(view)) {
    if (chunk.id === 'fmt ') {
      const decoded = decodeWavFormat(bytes.subarray(chunk.start, chunk.start + chunk.size))
      if (typeof decoded === 'string') throw new ParleyError('config', `${name} cannot be read: ${decoded}`)
      format = decoded
    }
    if (chunk.id !== 'data') continue
    if (format === undefined)
      throw new ParleyError('config', `${name} is a broken WAV file: no fmt chunk before its data`)
    return { format, data: bytes.subarray(chunk.start, dataEnd(view, chunk)) }
  }
  throw new ParleyError('config', `${name} is a broken WAV file: it has no data chunk`)
}

function* readChunks(view: DataView): Generator<Chunk> {
  let offset = RIFF_HEADER_BYTES
  while (offset + CHUNK_HEADER_BYTES <= view.byteLength) {
    const size = view.getUint32(offset + 4, true)
    yield { id: readTag(view, offset), size, start: offset + CHUNK_HEADER_BYTES }
    // A chunk of odd size is followed by one byte of padding.
    offset += CHUNK_HEADER_BYTES + size + (size % 2)
  }
}

function dataEnd(view: DataView, chunk: Chunk): number {
  const isUnknown = chunk.size === UNKNOWN_SIZE || (chunk.size === 0 && !isRiffSizeTrue(view))
  return isUnknown ? view.byteLength : Math.min(chunk.start + chunk.size, view.byteLength)
}

/** A file that knows its own length means it when it says that it holds no sound. */
function isRiffSizeTrue(view: DataView): boolean {
  return Math.abs(view.getUint32(4, true) + CHUNK_HEADER_BYTES - view.byteLength) <= 1
}

function isWav(view: DataView): boolean {
  return view.byteLength >= RIFF_HEADER_BYTES && readTag(view, 0) === 'RIFF' && readTag(view, 8) === 'WAVE'
}

function describeStart(view: DataView): string {
  if (view.byteLength === 0) return 'it is empty'
  const tag = readTag(view, 0)
  const begins = tag === 'RIFF' && view.byteLength >= RIFF_HEADER_BYTES ? `RIFF…${readTag(view, 8)}` : tag
  return `it begins with ${JSON.stringify(begins)}; expected RIFF…WAVE`
}

/** Four bytes as Latin-1 text, fewer at the end. */
function readTag(view: DataView, offset: number): string {
  const codes = [0, 1, 2, 3].filter((index) => offset + index < view.byteLength)
  return String.fromCharCode(...codes.map((index) => view.getUint8(offset + index)))
}

function writeTag(view: DataView, offset: number, tag: string): void {
  for (let index = 0; index < tag.length; index++) view.setUint8(offset + index, tag.charCodeAt(index))
}
