import { ParleyError } from '@parley/wire'
import type { FrameModel } from '../frame-classifier.js'
import { SILERO_FRAME_SAMPLES, createSherpaVad, loadSherpaVad } from './sherpa-vad.js'
import { createSileroClassifier } from './silero-classifier.js'
import { createVadPool } from './vad-pool.js'
import type { VadPool } from './vad-pool.js'

const DEFAULT_THRESHOLD = 0.5

/** Silero v6 through sherpa-onnx: frames of 512 samples, which is 32 ms. */
export function createSileroModel(): FrameModel {
  let pool: VadPool | undefined
  return {
    frameSamples: SILERO_FRAME_SAMPLES,
    load: async () => {
      const module = loadSherpaVad()
      pool = createVadPool((threshold) => createSherpaVad(module, threshold))
      pool.giveBack(DEFAULT_THRESHOLD, createSherpaVad(module, DEFAULT_THRESHOLD))
    },
    open(threshold) {
      if (pool === undefined) throw new ParleyError('internal', 'The voice activity model is not loaded.')
      return createSileroClassifier(pool, threshold)
    },
  }
}
