import type { RecognizerEngine, SpeechEngines, SynthesizerEngine, VoiceActivityEngine, Warmable } from './ports.js'
import { createSoundSwallowerRecognizer } from './recognition/soundswallower/soundswallower-recognizer.js'
import { createFliteSynthesizer } from './synthesis/flite/flite-synthesizer.js'
import { createFvadVoiceActivity } from './vad/fvad/fvad-voice-activity.js'
import { canLoadSherpa } from './vad/silero/sherpa-vad.js'
import { createSileroVoiceActivity } from './vad/silero/silero-voice-activity.js'

export interface SpeechOptions {
  readonly recognizer?: 'soundswallower' | 'pocketsphinx'
  /** Decoders at once; default 1. */
  readonly workers?: number
  /** What users are likely to say beyond the built-in phrases. */
  readonly phrases?: readonly string[]
}

/** Engines picked for this machine. They load on first use, or all at once by `warmUp`. */
export interface LocalSpeechEngines extends SpeechEngines, Warmable {
  readonly voiceActivity: VoiceActivityEngine & Warmable
  readonly recognizer: RecognizerEngine & Warmable
  readonly synthesizer: SynthesizerEngine & Warmable
}

/** Opens the engines that fit this machine and the options. Quick: nothing is loaded yet. */
export async function openSpeech(options: SpeechOptions = {}): Promise<LocalSpeechEngines> {
  const voiceActivity = canLoadSherpa() ? createSileroVoiceActivity() : createFvadVoiceActivity()
  const recognizer = createSoundSwallowerRecognizer(options)
  const synthesizer = createFliteSynthesizer()
  return bundleEngines({ voiceActivity, recognizer, synthesizer })
}

interface Bundle {
  readonly voiceActivity: VoiceActivityEngine & Warmable
  readonly recognizer: RecognizerEngine & Warmable
  readonly synthesizer: SynthesizerEngine & Warmable
}

function bundleEngines(bundle: Bundle): LocalSpeechEngines {
  const all = [bundle.voiceActivity, bundle.recognizer, bundle.synthesizer]
  return {
    ...bundle,
    warmUp: async () => void (await Promise.all(all.map((engine) => engine.warmUp()))),
    close: async () => void (await Promise.all(all.map((engine) => engine.close()))),
  }
}
