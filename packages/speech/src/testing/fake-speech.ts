import type { SpeechEngines } from '../ports.js'
import { createEnergyVoiceActivity } from './energy-voice-activity.js'
import type { EnergyVoiceActivityOptions } from './energy-voice-activity.js'
import { createScriptedRecognizer } from './scripted-recognizer.js'
import type { RecognizerScript } from './scripted-recognizer.js'
import { createToneSynthesizer } from './tone-synthesizer.js'
import type { ToneSynthesizerOptions } from './tone-synthesizer.js'

export interface FakeSpeechOptions {
  /** What the recognizer understands; default: nothing, ever. */
  readonly script?: RecognizerScript
  readonly voiceActivity?: EnergyVoiceActivityOptions
  readonly synthesizer?: ToneSynthesizerOptions
}

/** All three fakes at once: in this thread, deterministic, nothing to load and nothing left behind. */
export function createFakeSpeech(options: FakeSpeechOptions = {}): SpeechEngines {
  return {
    voiceActivity: createEnergyVoiceActivity(options.voiceActivity),
    recognizer: createScriptedRecognizer(options.script ?? []),
    synthesizer: createToneSynthesizer(options.synthesizer),
    close: async () => {},
  }
}
