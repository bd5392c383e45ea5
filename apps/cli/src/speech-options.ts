import type { SpeechOptions } from '@parley/speech'
import type { OptionSpec, OptionValues } from './command.js'
import { choiceOption, integerOption, stringOption } from './parse-command-line.js'

const recognizers = ['auto', 'soundswallower', 'pocketsphinx', 'sherpa'] as const

/** Options of every command that starts the embedded server. */
export const speechOptionSpecs: readonly OptionSpec[] = [
  { name: 'recognizer', value: 'NAME', help: `${recognizers.join(', ')}; default auto` },
  { name: 'models', value: 'FOLDER', help: 'sherpa-onnx model files, for a better recognizer or voice' },
  { name: 'workers', value: 'N', help: 'recognitions at once, default 1; each takes about 100 MB' },
]

export function toSpeechOptions(options: OptionValues): SpeechOptions {
  const modelsDir = stringOption(options, 'models')
  return {
    recognizer: choiceOption(options, 'recognizer', recognizers, 'auto'),
    workers: integerOption(options, 'workers', { min: 1, max: 32, fallback: 1 }),
    ...(modelsDir === undefined ? {} : { modelsDir }),
  }
}
