import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { encodeWav, msFromSamples, ParleyError } from '@parley/wire'
import type { AudioChunk, AudioSink } from '@parley/conversation'
import { SESSION_SAMPLE_RATE } from './audio-file.js'

/** Between two things said, so that they can be told apart by ear. */
const PAUSE_MS = 400

/** Everything that was said back, for one WAV file. What is recorded counts as played at once. */
export class ReplyRecording implements AudioSink {
  readonly #parts: Int16Array[] = []
  readonly #playedMs = new Map<string, number>()
  readonly #onPlayed: (itemId: string, playedMs: number) => void
  #lastItemId: string | undefined

  constructor(onPlayed: (itemId: string, playedMs: number) => void) {
    this.#onPlayed = onPlayed
  }

  play(chunk: AudioChunk): void {
    if (this.#lastItemId !== undefined && this.#lastItemId !== chunk.itemId) {
      this.#parts.push(new Int16Array((SESSION_SAMPLE_RATE * PAUSE_MS) / 1000))
    }
    this.#lastItemId = chunk.itemId
    this.#parts.push(chunk.pcm)
    const addedMs = msFromSamples(chunk.pcm.length / chunk.numChannels, chunk.sampleRate)
    const playedMs = (this.#playedMs.get(chunk.itemId) ?? 0) + addedMs
    this.#playedMs.set(chunk.itemId, playedMs)
    this.#onPlayed(chunk.itemId, playedMs)
  }

  stop(): void {
    // A file cannot be interrupted: what came is on it.
  }

  get samples(): Int16Array {
    const joined = new Int16Array(this.#parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of this.#parts) {
      joined.set(part, at)
      at += part.length
    }
    return joined
  }

  /** Writes the WAV, with the folder it stands in, and returns its length in ms. */
  async write(path: string): Promise<number> {
    const { samples } = this
    try {
      await mkdir(dirname(resolve(path)), { recursive: true })
      await writeFile(path, encodeWav(samples, SESSION_SAMPLE_RATE))
    } catch (cause) {
      throw new ParleyError('config', `${path} cannot be written; name another file with --out`, { cause })
    }
    return msFromSamples(samples.length, SESSION_SAMPLE_RATE)
  }
}
