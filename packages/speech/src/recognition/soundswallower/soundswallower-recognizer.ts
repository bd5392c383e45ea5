import type { RecognizerEngine, Warmable } from '../../ports.js'
import { startThread } from '../../workers/thread-port.js'
import type { Pronunciation } from '../domain/pronunciations.js'
import { createWorkerRecognizer } from '../worker-recognizer.js'
import type { SoundSwallowerWorkerData } from './soundswallower-decoder.js'

export interface SoundSwallowerOptions {
  /** Decoders at once; default 1. Each takes about 150 MB. */
  readonly workers?: number
  /** What users are likely to say beyond the built-in phrases: names, commands, whole sentences. */
  readonly phrases?: readonly string[]
  /** How words sound that the English dictionary does not have; without one they cannot be understood. */
  readonly pronunciations?: readonly Pronunciation[]
}

/**
 * The default recognizer: needs nothing but its npm package, understands the phrases of its domain and little else.
 * English only. Partials are on.
 */
export function createSoundSwallowerRecognizer(options: SoundSwallowerOptions = {}): RecognizerEngine & Warmable {
  const phrases = options.phrases ?? []
  const data: SoundSwallowerWorkerData = { phrases, pronunciations: options.pronunciations ?? [] }
  return createWorkerRecognizer({
    name: 'soundswallower',
    start: startThread(new URL('./soundswallower-worker.js', import.meta.url), data),
    workers: options.workers ?? 1,
    phrases,
  })
}
