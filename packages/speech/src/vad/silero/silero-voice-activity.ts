import type { VoiceActivityEngine, Warmable } from '../../ports.js'
import { createWorkerVoiceActivity } from '../worker-voice-activity.js'

/**
 * The default detector: the Silero v6 network (in this package) run by sherpa-onnx (native) in one worker thread.
 * Frames of 32 ms. Streams fail with `unavailable` where the native addon does not load.
 */
export function createSileroVoiceActivity(): VoiceActivityEngine & Warmable {
  return createWorkerVoiceActivity('silero', new URL('./silero-worker.js', import.meta.url))
}
