import initialize from '@echogarden/fvad-wasm'
import { ParleyError } from '@parley/wire'
import type { FrameClassifier, FrameModel } from '../frame-classifier.js'

/** What is used of the WebAssembly build of the WebRTC voice activity detector. */
interface FvadModule {
  readonly HEAP16: Int16Array
  _malloc(byteCount: number): number
  _fvad_new(): number
  _fvad_free(detector: number): void
  _fvad_set_mode(detector: number, mode: number): number
  _fvad_set_sample_rate(detector: number, sampleRate: number): number
  _fvad_process(detector: number, samples: number, sampleCount: number): number
}

const FRAME_SAMPLES = 320
const SAMPLE_RATE = 16_000

/** The WebRTC detector: frames of 20 ms, tiny and quick, but noise and music often count as speech. */
export function createFvadModel(): FrameModel {
  let module: FvadModule | undefined
  let memory = 0
  return {
    frameSamples: FRAME_SAMPLES,
    load: async () => {
      module = decodeFvadModule(await initialize())
      memory = module._malloc(FRAME_SAMPLES * 2)
    },
    open(threshold) {
      if (module === undefined) throw new ParleyError('internal', 'The voice activity model is not loaded.')
      return openDetector(module, memory, modeFor(threshold))
    },
  }
}

const decodeFvadModule = (value: unknown): FvadModule => value as FvadModule

/** The detector knows four steps of strictness only; the usual threshold of 0.5 means the strictest. */
function modeFor(threshold: number): number {
  if (threshold < 0.2) return 0
  if (threshold < 0.3) return 1
  return threshold < 0.4 ? 2 : 3
}

function openDetector(module: FvadModule, memory: number, mode: number): FrameClassifier {
  const detector = module._fvad_new()
  module._fvad_set_mode(detector, mode)
  module._fvad_set_sample_rate(detector, SAMPLE_RATE)
  return {
    isSpeech(frame) {
      module.HEAP16.set(frame, memory >> 1)
      return module._fvad_process(detector, memory, FRAME_SAMPLES) === 1
    },
    close: () => module._fvad_free(detector),
  }
}
