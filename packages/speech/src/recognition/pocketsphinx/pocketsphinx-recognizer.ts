import type { RecognizerEngine, Warmable } from '../../ports.js'
import { startThread } from '../../workers/thread-port.js'
import { createWorkerRecognizer } from '../worker-recognizer.js'

export interface PocketSphinxOptions {
  /** Decoders at once; default 1. */
  readonly workers?: number
}

/**
 * Open dictation in English by the PocketSphinx library of the operating system (Debian 12's 0.8), called through koffi.
 * Fails with `unavailable` where library, model or koffi is missing. Expected phrases are not used.
 */
export function createPocketSphinxRecognizer(options: PocketSphinxOptions = {}): RecognizerEngine & Warmable {
  return createWorkerRecognizer({
    name: 'pocketsphinx',
    start: startThread(new URL('./pocketsphinx-worker.js', import.meta.url)),
    workers: options.workers ?? 1,
  })
}
