import { readFile, writeFile } from 'node:fs/promises'
import { ParleyError } from '@parley/wire'

export interface MonoRecording {
  readonly sampleRate: number
  readonly samples: Int16Array
}

const HEADER_BYTES = 44

/** Reads 16-bit mono WAV files, and headerless 16 kHz ones (`.raw`): what the measured recordings are. */
export async function readRecording(path: string): Promise<MonoRecording> {
  const bytes = await readFile(path)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.toString('latin1', 0, 4) !== 'RIFF')
    return { sampleRate: 16_000, samples: samplesAt(view, 0, bytes.length) }
  let sampleRate = 0
  for (let position = 12; position + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', position, position + 4)
    const length = view.getUint32(position + 4, true)
    if (name === 'fmt ') sampleRate = view.getUint32(position + 12, true)
    if (name === 'data') return { sampleRate, samples: samplesAt(view, position + 8, length) }
    position += 8 + length + (length % 2)
  }
  throw new ParleyError('config', `${path} holds no audio.`)
}

function samplesAt(view: DataView, start: number, byteCount: number): Int16Array {
  const sampleCount = Math.floor(Math.min(byteCount, view.byteLength - start) / 2)
  return Int16Array.from({ length: sampleCount }, (_, index) => view.getInt16(start + index * 2, true))
}

export async function writeRecording(path: string, { sampleRate, samples }: MonoRecording): Promise<void> {
  const file = Buffer.alloc(HEADER_BYTES + samples.length * 2)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(sampleRate, 24)
  file.writeUInt32LE(sampleRate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples.length * 2, 40)
  samples.forEach((sample, index) => file.writeInt16LE(sample, HEADER_BYTES + index * 2))
  await writeFile(path, file)
}
