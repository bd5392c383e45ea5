import { rootMeanSquare } from '../samples.js'
import type { VoiceActivityEngine, VoiceActivityListener, VoiceActivityOptions, VoiceActivityStream } from '../ports.js'

export interface EnergyVoiceActivityOptions {
  /** Samples of one frame at 16 kHz; default 320, which is 20 ms. */
  readonly frameSamples?: number
  /** Loudness on the 16-bit scale from which a frame counts as speech at threshold 0.5; default 500. */
  readonly speechLevel?: number
}

/**
 * A detector for tests: a frame is speech when it is loud. Frames arrive inside `push`, so a test knows at once what
 * the audio meant. A stream's `threshold` scales the level: 0.25 halves it, 1 doubles it.
 */
export function createEnergyVoiceActivity(options: EnergyVoiceActivityOptions = {}): VoiceActivityEngine {
  const frameSamples = options.frameSamples ?? 320
  const speechLevel = options.speechLevel ?? 500
  return {
    name: 'energy',
    open: (listener, streamOptions = {}) => openStream(listener, frameSamples, levelFor(speechLevel, streamOptions)),
    close: async () => {},
  }
}

const levelFor = (speechLevel: number, options: VoiceActivityOptions): number =>
  speechLevel * ((options.threshold ?? 0.5) / 0.5)

function openStream(listener: VoiceActivityListener, frameSamples: number, level: number): VoiceActivityStream {
  const frame = new Int16Array(frameSamples)
  let filled = 0
  let startSample = 0
  let isOpen = true
  return {
    push(samples) {
      let taken = 0
      while (isOpen && taken < samples.length) {
        const part = samples.subarray(taken, taken + frameSamples - filled)
        frame.set(part, filled)
        filled += part.length
        taken += part.length
        if (filled < frameSamples) return
        filled = 0
        startSample += frameSamples
        listener.onFrame({
          startSample: startSample - frameSamples,
          sampleCount: frameSamples,
          isSpeech: rootMeanSquare(frame) >= level,
        })
      }
    },
    close: async () => {
      isOpen = false
    },
  }
}
