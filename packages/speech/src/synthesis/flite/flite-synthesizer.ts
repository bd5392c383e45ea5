import type { SynthesizerEngine, Warmable } from '../../ports.js'
import { startThread } from '../../workers/thread-port.js'
import { createWorkerSynthesizer } from '../worker-synthesizer.js'
import { toFliteText } from './flite-text.js'
import { FLITE_VOICES, toFliteVoice } from './flite-voices.js'

/** The default synthesizer: flite's English voices as WebAssembly in one worker thread. Clear, and clearly a machine. */
export function createFliteSynthesizer(): SynthesizerEngine & Warmable {
  return createWorkerSynthesizer({
    name: 'flite',
    voices: FLITE_VOICES,
    start: startThread(new URL('./flite-worker.js', import.meta.url)),
    chooseVoice: toFliteVoice,
    sentences: { isPronounceable: (text) => toFliteText(text) !== '' },
  })
}
