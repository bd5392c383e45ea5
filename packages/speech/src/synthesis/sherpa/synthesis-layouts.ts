import type { ModelLayout, ModelPart } from '../../sherpa/model-folder.js'

const TOKENS: ModelPart = { role: 'tokens', pattern: /^tokens\.txt$/, example: 'tokens.txt' }
const PHONEMES: ModelPart = { role: 'dataDir', pattern: /^espeak-ng-data$/, example: 'espeak-ng-data/' }
const VOICES: ModelPart = { role: 'voices', pattern: /^voices.*\.bin$/, example: 'voices.bin' }

/** The synthesis models that sherpa-onnx publishes, by their files; the more telling layouts first. */
export const SYNTHESIS_LAYOUTS: readonly ModelLayout[] = [
  {
    kind: 'matcha',
    parts: [
      { role: 'acousticModel', pattern: /^model-steps.*\.onnx$/, example: 'model-steps-3.onnx' },
      { role: 'vocoder', pattern: /^(vocos|hifigan).*\.onnx$/, example: 'vocos-22khz-univ.onnx' },
      TOKENS,
      PHONEMES,
    ],
  },
  {
    // Kokoro or Kitten: the same files, told apart by name.
    kind: 'kokoro',
    parts: [{ role: 'model', pattern: /^model.*\.onnx$/, example: 'model.onnx' }, VOICES, TOKENS, PHONEMES],
  },
  {
    kind: 'piper',
    without: /^(voices.*\.bin|model-steps.*\.onnx)$/,
    parts: [{ role: 'model', pattern: /\.onnx$/, example: 'en_US-amy-low.onnx' }, TOKENS, PHONEMES],
  },
  {
    kind: 'vits',
    without: /^(voices.*\.bin|model-steps.*\.onnx|espeak-ng-data)$/,
    parts: [
      { role: 'model', pattern: /\.onnx$/, example: 'model.onnx' },
      { role: 'lexicon', pattern: /^lexicon\.txt$/, example: 'lexicon.txt' },
      TOKENS,
    ],
  },
]
