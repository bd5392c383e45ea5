import type { SynthesizerEngine, Warmable } from '../../ports.js'
import { startChild } from '../../workers/child-port.js'
import { createWorkerSynthesizer } from '../worker-synthesizer.js'

export interface SherpaSynthesizerOptions {
  /** Holds the model's files, itself or in a subfolder. */
  readonly modelsFolder: string
}

/**
 * Natural voices with a model that the user has brought (Piper, Kokoro, Kitten, Matcha, VITS). Voices are called
 * `speaker-0`, `speaker-1`, …; how many there are depends on the model. Runs in a child process, since a file that is
 * no model aborts whoever loads it.
 */
export function createSherpaSynthesizer(options: SherpaSynthesizerOptions): SynthesizerEngine & Warmable {
  return createWorkerSynthesizer({
    name: 'sherpa',
    voices: ['speaker-0'],
    start: startChild(new URL('./sherpa-synthesizer-child.js', import.meta.url), [options.modelsFolder]),
    chooseVoice: (voice) => voice?.toLowerCase() ?? 'speaker-0',
  })
}
