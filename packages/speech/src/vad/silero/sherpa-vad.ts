import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ParleyError } from '@parley/wire'

/** What is used of `Vad` in sherpa-onnx-node. It tells whether it is in speech, not how likely; its options are fixed. */
export interface SherpaVad {
  acceptWaveform(samples: Float32Array): void
  isEmpty(): boolean
  isDetected(): boolean
  pop(): void
  clear(): void
  reset(): void
}

export interface SherpaVadModule {
  readonly Vad: new (config: object, bufferSeconds: number) => SherpaVad
}

export const SILERO_FRAME_SAMPLES = 512
const MODEL_PATH = fileURLToPath(new URL('../../../models/silero-vad-v6.onnx', import.meta.url))
const BUFFER_SECONDS = 20

/** Loads the native addon. Throws a `ParleyError` (`unavailable`) where there is no build for this machine. */
export function loadSherpaVad(): SherpaVadModule {
  try {
    return decodeSherpaModule(createRequire(import.meta.url)('sherpa-onnx-node'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new ParleyError('unavailable', `sherpa-onnx-node does not load on this machine: ${reason}.`, { cause })
  }
}

const decodeSherpaModule = (value: unknown): SherpaVadModule => value as SherpaVadModule

/**
 * One detector: about 60 ms of work and 9 MB. Speech must last two frames and silence three before it changes its mind;
 * turn-taking above it does its own timing.
 */
export function createSherpaVad(module: SherpaVadModule, threshold: number): SherpaVad {
  const sileroVad = {
    model: MODEL_PATH,
    threshold,
    minSpeechDuration: 0.05,
    minSilenceDuration: 0.09,
    windowSize: SILERO_FRAME_SAMPLES,
    // Past this it would raise its own threshold; the classifier starts it anew long before.
    maxSpeechDuration: 600,
  }
  return new module.Vad({ sileroVad, sampleRate: 16_000, numThreads: 1, debug: 0 }, BUFFER_SECONDS)
}

/** Whether the native addon is there for this machine, without loading it into this process. */
export function canLoadSherpa(): boolean {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('sherpa-onnx-node'))
    const platform = process.platform === 'win32' ? 'win' : process.platform
    require.resolve(`sherpa-onnx-${platform}-${process.arch}`)
    return true
  } catch {
    return false
  }
}
