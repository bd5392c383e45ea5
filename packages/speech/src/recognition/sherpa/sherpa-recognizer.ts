import type { RecognizerEngine, Warmable } from '../../ports.js'
import { startChild } from '../../workers/child-port.js'
import { createWorkerRecognizer } from '../worker-recognizer.js'

export interface SherpaRecognizerOptions {
  /** Holds the model's files, itself or in a subfolder. */
  readonly modelsFolder: string
  /** Decoders at once, each a process with the whole model in memory; default 1. */
  readonly workers?: number
}

/**
 * Good recognition with a model that the user has brought: streaming models give partials, the others only the text.
 * Runs in child processes, since a file that is no model aborts whoever loads it; that becomes an `unavailable` error.
 */
export function createSherpaRecognizer(options: SherpaRecognizerOptions): RecognizerEngine & Warmable {
  return createWorkerRecognizer({
    name: 'sherpa',
    start: startChild(new URL('./sherpa-recognizer-child.js', import.meta.url), [options.modelsFolder]),
    workers: options.workers ?? 1,
  })
}
