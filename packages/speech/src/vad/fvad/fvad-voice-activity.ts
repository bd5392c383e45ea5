import type { VoiceActivityEngine, Warmable } from '../../ports.js'
import { createWorkerVoiceActivity } from '../worker-voice-activity.js'

/** The detector for machines without the native addon: WebRTC's, as WebAssembly, in one worker thread. Frames of 20 ms. */
export function createFvadVoiceActivity(): VoiceActivityEngine & Warmable {
  return createWorkerVoiceActivity('fvad', new URL('./fvad-worker.js', import.meta.url))
}
