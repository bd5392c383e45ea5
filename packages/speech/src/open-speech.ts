import { ParleyError } from '@parley/wire'
import type { RecognizerEngine, SpeechEngines, SynthesizerEngine, VoiceActivityEngine, Warmable } from './ports.js'
import type { Pronunciation } from './recognition/domain/pronunciations.js'
import { createPocketSphinxRecognizer } from './recognition/pocketsphinx/pocketsphinx-recognizer.js'
import { findRecognizerConfig } from './recognition/sherpa/recognizer-config.js'
import { createSherpaRecognizer } from './recognition/sherpa/sherpa-recognizer.js'
import { createSoundSwallowerRecognizer } from './recognition/soundswallower/soundswallower-recognizer.js'
import { createFliteSynthesizer } from './synthesis/flite/flite-synthesizer.js'
import { createSherpaSynthesizer } from './synthesis/sherpa/sherpa-synthesizer.js'
import { findSynthesizerConfig } from './synthesis/sherpa/synthesizer-config.js'
import { createFvadVoiceActivity } from './vad/fvad/fvad-voice-activity.js'
import { canLoadSherpa } from './vad/silero/sherpa-vad.js'
import { createSileroVoiceActivity } from './vad/silero/silero-voice-activity.js'

export const RECOGNIZER_NAMES = ['soundswallower', 'pocketsphinx', 'sherpa'] as const
export type RecognizerName = (typeof RECOGNIZER_NAMES)[number]

export const SYNTHESIZER_NAMES = ['flite', 'sherpa'] as const
export type SynthesizerName = (typeof SYNTHESIZER_NAMES)[number]

export const VOICE_ACTIVITY_NAMES = ['silero', 'fvad'] as const
export type VoiceActivityName = (typeof VOICE_ACTIVITY_NAMES)[number]

export interface SpeechOptions {
  /** `auto` (the default) is sherpa when the models folder holds a recognition model, else soundswallower. */
  readonly recognizer?: RecognizerName | 'auto'
  /** `auto` (the default) is sherpa when the models folder holds a synthesis model, else flite. */
  readonly synthesizer?: SynthesizerName | 'auto'
  /** `auto` (the default) is silero where its native addon exists, else fvad. */
  readonly voiceActivity?: VoiceActivityName | 'auto'
  /** A folder with models for sherpa-onnx, in itself or in subfolders. */
  readonly modelsDir?: string
  /** Utterances decoded at once; default 1. Each takes its own memory. */
  readonly workers?: number
  /** What users are likely to say beyond the built-in phrases: names, commands, whole sentences. */
  readonly phrases?: readonly string[]
  /** How words sound that the built-in dictionary does not have. */
  readonly pronunciations?: readonly Pronunciation[]
}

/** Engines picked for this machine. They load on first use, or all at once by `warmUp`. */
export interface LocalSpeechEngines extends SpeechEngines, Warmable {
  readonly voiceActivity: VoiceActivityEngine & Warmable
  readonly recognizer: RecognizerEngine & Warmable
  readonly synthesizer: SynthesizerEngine & Warmable
}

/**
 * Opens the engines that fit the options and this machine. Quick: nothing is loaded yet. The caller closes them.
 * Rejects with a `ParleyError` (`config`) when a models folder cannot be read, holds no model, or is needed and not named.
 */
export async function openSpeech(options: SpeechOptions = {}): Promise<LocalSpeechEngines> {
  const found = await findModels(options.modelsDir)
  const wantsAuto = (options.recognizer ?? 'auto') === 'auto' && (options.synthesizer ?? 'auto') === 'auto'
  if (wantsAuto && options.modelsDir !== undefined && !found.hasRecognition && !found.hasSynthesis) {
    // Whoever names a folder means it to be used: say what it lacks.
    await findRecognizerConfig(options.modelsDir)
  }
  const voiceActivity = openVoiceActivity(options)
  const recognizer = openRecognizer(options, found.hasRecognition)
  const synthesizer = openSynthesizer(options, found.hasSynthesis)
  const all = [voiceActivity, recognizer, synthesizer]
  return {
    voiceActivity,
    recognizer,
    synthesizer,
    warmUp: async () => void (await Promise.all(all.map((engine) => engine.warmUp()))),
    close: async () => void (await Promise.all(all.map((engine) => engine.close()))),
  }
}

interface FoundModels {
  readonly hasRecognition: boolean
  readonly hasSynthesis: boolean
}

async function findModels(modelsDir: string | undefined): Promise<FoundModels> {
  if (modelsDir === undefined) return { hasRecognition: false, hasSynthesis: false }
  const isThere = (search: Promise<object>): Promise<boolean> =>
    search.then(
      () => true,
      () => false,
    )
  const [hasRecognition, hasSynthesis] = await Promise.all([
    isThere(findRecognizerConfig(modelsDir)),
    isThere(findSynthesizerConfig(modelsDir)),
  ])
  return { hasRecognition, hasSynthesis }
}

function openVoiceActivity(options: SpeechOptions): VoiceActivityEngine & Warmable {
  const name = options.voiceActivity ?? 'auto'
  const isSilero = name === 'silero' || (name === 'auto' && canLoadSherpa())
  return isSilero ? createSileroVoiceActivity() : createFvadVoiceActivity()
}

function openRecognizer(options: SpeechOptions, hasModel: boolean): RecognizerEngine & Warmable {
  const { recognizer = 'auto', workers = 1, phrases = [], pronunciations = [] } = options
  const name = recognizer === 'auto' ? (hasModel ? 'sherpa' : 'soundswallower') : recognizer
  switch (name) {
    case 'sherpa':
      return createSherpaRecognizer({ modelsFolder: requireModelsDir(options), workers })
    case 'pocketsphinx':
      return createPocketSphinxRecognizer({ workers })
    case 'soundswallower':
      return createSoundSwallowerRecognizer({ workers, phrases, pronunciations })
  }
}

function openSynthesizer(options: SpeechOptions, hasModel: boolean): SynthesizerEngine & Warmable {
  const { synthesizer = 'auto' } = options
  const isSherpa = synthesizer === 'sherpa' || (synthesizer === 'auto' && hasModel)
  return isSherpa ? createSherpaSynthesizer({ modelsFolder: requireModelsDir(options) }) : createFliteSynthesizer()
}

function requireModelsDir({ modelsDir }: SpeechOptions): string {
  if (modelsDir !== undefined) return modelsDir
  throw new ParleyError('config', 'The engine sherpa needs a folder with models; name one.')
}
