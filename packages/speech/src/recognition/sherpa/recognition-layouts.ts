import type { ModelLayout, ModelPart } from '../../sherpa/model-folder.js'

const TOKENS: ModelPart = { role: 'tokens', pattern: /^tokens\.txt$/, example: 'tokens.txt' }
/** Files that only synthesis models have. */
const SYNTHESIS_FILES = /^(espeak-ng-data|lexicon.*\.txt|voices\.bin)$/

/** The recognition models that sherpa-onnx publishes, by their files; the more telling layouts first. */
export const RECOGNITION_LAYOUTS: readonly ModelLayout[] = [
  {
    kind: 'moonshine',
    parts: [
      { role: 'preprocessor', pattern: /^preprocess.*\.onnx$/, example: 'preprocess.onnx' },
      { role: 'encoder', pattern: /^encode(\.int8)?\.onnx$/, example: 'encode.int8.onnx' },
      { role: 'uncachedDecoder', pattern: /^uncached_decode.*\.onnx$/, example: 'uncached_decode.int8.onnx' },
      { role: 'cachedDecoder', pattern: /^cached_decode.*\.onnx$/, example: 'cached_decode.int8.onnx' },
      TOKENS,
    ],
  },
  {
    kind: 'moonshine-merged',
    parts: [
      { role: 'encoder', pattern: /^encoder_model.*\.ort$/, example: 'encoder_model.ort' },
      { role: 'mergedDecoder', pattern: /^decoder_model_merged.*\.ort$/, example: 'decoder_model_merged.ort' },
      TOKENS,
    ],
  },
  {
    kind: 'transducer',
    parts: [
      { role: 'encoder', pattern: /^encoder.*\.onnx$/, example: 'encoder.onnx' },
      { role: 'decoder', pattern: /^decoder.*\.onnx$/, example: 'decoder.onnx' },
      { role: 'joiner', pattern: /^joiner.*\.onnx$/, example: 'joiner.onnx' },
      TOKENS,
    ],
  },
  {
    kind: 'whisper',
    parts: [
      { role: 'encoder', pattern: /.-encoder.*\.onnx$/, example: 'tiny.en-encoder.int8.onnx' },
      { role: 'decoder', pattern: /.-decoder.*\.onnx$/, example: 'tiny.en-decoder.int8.onnx' },
      { role: 'tokens', pattern: /.-tokens\.txt$/, example: 'tiny.en-tokens.txt' },
    ],
  },
  {
    kind: 'paraformer',
    without: /^joiner.*\.onnx$/,
    parts: [
      { role: 'encoder', pattern: /^encoder(\.int8)?\.onnx$/, example: 'encoder.onnx' },
      { role: 'decoder', pattern: /^decoder(\.int8)?\.onnx$/, example: 'decoder.onnx' },
      TOKENS,
    ],
  },
  {
    kind: 'ctc',
    without: SYNTHESIS_FILES,
    parts: [{ role: 'model', pattern: /^(model|ctc).*\.onnx$/, example: 'model.onnx' }, TOKENS],
  },
]
