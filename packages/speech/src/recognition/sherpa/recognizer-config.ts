import { ParleyError } from '@parley/wire'
import { ENGINE_SAMPLE_RATE } from '../../ports.js'
import { findModel, readModelNotes } from '../../sherpa/model-folder.js'
import type { FoundModel } from '../../sherpa/model-folder.js'
import { RECOGNITION_LAYOUTS } from './recognition-layouts.js'

/** How to open a model: as one that decodes while audio comes in, or as one that wants whole utterances. */
export interface SherpaRecognizerConfig {
  readonly isStreaming: boolean
  /** As sherpa-onnx-node takes it. */
  readonly config: object
  /** For messages, for example `ctc model in /models/zipformer`. */
  readonly label: string
}

/** Finds the recognition model in a folder. Rejects with a `ParleyError` (`config`) that says what is missing. */
export async function findRecognizerConfig(folder: string): Promise<SherpaRecognizerConfig> {
  const model = await findModel(folder, RECOGNITION_LAYOUTS, 'recognition')
  const mainFile = model.files['model'] ?? model.files['encoder']
  const notes = mainFile === undefined ? '' : await readModelNotes(model.folder, mainFile)
  const { isStreaming, modelConfig } = toModelConfig(model, notes)
  const tokens = model.files['tokens']
  return {
    isStreaming,
    label: `${model.kind} model in ${model.folder}`,
    config: {
      featConfig: { sampleRate: ENGINE_SAMPLE_RATE, featureDim: 80 },
      modelConfig: { ...modelConfig, tokens, numThreads: 1, provider: 'cpu', debug: 0 },
      decodingMethod: 'greedy_search',
    },
  }
}

interface ModelChoice {
  readonly isStreaming: boolean
  readonly modelConfig: object
}

function toModelConfig({ kind, files, folder }: FoundModel, notes: string): ModelChoice {
  const { encoder, decoder, joiner, preprocessor, uncachedDecoder, cachedDecoder, mergedDecoder } = files
  switch (kind) {
    case 'transducer':
      return chooseTransducer({ encoder, decoder, joiner }, notes)
    case 'ctc':
      return chooseCtc({ model: files['model'] }, notes)
    case 'whisper':
      return { isStreaming: false, modelConfig: { whisper: { encoder, decoder } } }
    case 'moonshine':
      return {
        isStreaming: false,
        modelConfig: { moonshine: { preprocessor, encoder, uncachedDecoder, cachedDecoder } },
      }
    case 'moonshine-merged':
      return { isStreaming: false, modelConfig: { moonshine: { encoder, mergedDecoder } } }
    case 'paraformer':
      return { isStreaming: true, modelConfig: { paraformer: { encoder, decoder } } }
    default:
      throw new ParleyError('internal', `The model kind ${kind} in ${folder} is not known.`)
  }
}

/** Streaming and whole-utterance models have the same files; only their notes and names differ. */
function chooseTransducer(transducer: object, notes: string): ModelChoice {
  if (/decode_chunk_len|streaming/.test(notes)) return { isStreaming: true, modelConfig: { transducer } }
  const modelType = /nemo|parakeet|EncDec/.test(notes) ? 'nemo_transducer' : 'transducer'
  return { isStreaming: false, modelConfig: { transducer, modelType } }
}

function chooseCtc(model: object, notes: string): ModelChoice {
  if (notes.includes('cache_last_channel')) return { isStreaming: true, modelConfig: { nemoCtc: model } }
  if (/t-one/.test(notes)) return { isStreaming: true, modelConfig: { toneCtc: model } }
  if (/decode_chunk_len|streaming/.test(notes)) return { isStreaming: true, modelConfig: { zipformer2Ctc: model } }
  if (/sense-?_?voice|lfr_window_size/.test(notes)) return { isStreaming: false, modelConfig: { senseVoice: model } }
  if (/EncDec|nemo/.test(notes)) return { isStreaming: false, modelConfig: { nemoCtc: model } }
  return { isStreaming: false, modelConfig: { zipformerCtc: model } }
}
