import { ParleyError } from '@parley/wire'
import type { WordGraph } from '../word-graph.js'
import type { Decoder, DecoderModule } from './decoder-module.js'

/** How much the graph's probabilities count against the sound; found by measuring requests that the patterns do not hold. */
export const LANGUAGE_WEIGHT = 5

/** Puts a word graph into a decoder. All its words must be in the decoder's dictionary. */
export function setWordGraph(
  module: DecoderModule,
  decoder: Decoder,
  graph: WordGraph,
  languageWeight = LANGUAGE_WEIGHT,
): void {
  const logMath = module._decoder_logmath(decoder.cdecoder)
  const weigh = (probability: number): number =>
    Math.trunc(module._logmath_log(logMath, Math.min(1, Math.max(probability, 1e-30))) * languageWeight)
  const target = withText(module, 'phrases', (name) =>
    module._fsg_model_init(name, logMath, languageWeight, graph.stateCount),
  )
  module._fsg_set_states(target, graph.start, graph.final)
  const wordIds = new Map<string, number>()
  for (const { from, to, word, probability } of graph.wordArcs) {
    const id = wordIds.get(word) ?? withText(module, word, (text) => module._fsg_model_word_add(target, text))
    wordIds.set(word, id)
    module._fsg_model_trans_add(target, from, to, weigh(probability), id)
  }
  for (const { from, to, probability } of graph.nullArcs) {
    module._fsg_model_null_trans_add(target, from, to, weigh(probability))
  }
  if (module._decoder_set_fsg(decoder.cdecoder, target) < 0) {
    throw new ParleyError('internal', 'The recognizer refused its word graph.')
  }
}

function withText<T>(module: DecoderModule, text: string, use: (address: number) => T): T {
  const bytes = new TextEncoder().encode(`${text}\0`)
  const address = module._malloc(bytes.length)
  module.HEAPU8.set(bytes, address)
  try {
    return use(address)
  } finally {
    module._free(address)
  }
}
