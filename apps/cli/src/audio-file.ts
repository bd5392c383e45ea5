import { readFile } from 'node:fs/promises'
import { resample } from '@parley/speech'
import { decodeWav, msFromSamples, ParleyError, toMono } from '@parley/wire'

/** Rate that both dialects take. */
export const SESSION_SAMPLE_RATE = 24_000

export interface SpokenFile {
  readonly path: string
  /** Mono, at `SESSION_SAMPLE_RATE`. */
  readonly samples: Int16Array
  readonly durationMs: number
}

/** Longest file taken: an hour, the limit of a session. */
const MAX_BYTES = 1024 * 1024 * 1024

/** Any WAV, as the server wants to hear it. Throws a `config` error for a file that is missing or no WAV. */
export async function readSpokenFile(path: string): Promise<SpokenFile> {
  const bytes = await readBytes(path)
  try {
    const wav = decodeWav(bytes)
    const mono = toMono(wav.samples, wav.numChannels)
    const samples = await resample(mono, wav.sampleRate, SESSION_SAMPLE_RATE)
    return { path, samples, durationMs: msFromSamples(samples.length, SESSION_SAMPLE_RATE) }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new ParleyError('config', `${path}: ${problem}`, { cause })
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path)
    if (bytes.length > MAX_BYTES) throw new ParleyError('config', `${path} is larger than 1 GiB; cut it first`)
    return bytes
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    const reason = code === 'ENOENT' ? 'there is no such file' : code
    throw new ParleyError('config', `${path} cannot be read: ${reason}`, { cause })
  }
}
