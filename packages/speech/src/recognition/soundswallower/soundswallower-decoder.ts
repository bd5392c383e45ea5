import { ParleyError } from '@parley/wire'
import { toFloatSamples } from '../../samples.js'
import { buildDomainModel } from '../domain/domain-model.js'
import { DOMAIN_PRONUNCIATIONS } from '../domain/pronunciations.js'
import type { Pronunciation } from '../domain/pronunciations.js'
import { PHRASE_END } from '../ngram-counts.js'
import type { SpeechDecoder } from '../serve-recognition.js'
import { buildWordGraph } from '../word-graph.js'
import { loadDecoderModule } from './decoder-module.js'
import type { Decoder, DecoderModule } from './decoder-module.js'
import { FILLER_LOOP, FILLER_PRONUNCIATIONS, withoutFillers } from './filler.js'
import { setWordGraph } from './set-word-graph.js'

/** Two words of history gain next to nothing over one here and cost three times the computing. */
const MODEL_ORDER = 2

/** A word more costs a little more than by default (`wip`), which keeps short words from appearing out of noise. */
const DECODER_SETTINGS = { loglevel: 'FATAL', samprate: 16_000, wip: 0.3 } as const

/** What a SoundSwallower worker is started with. */
export interface SoundSwallowerWorkerData {
  readonly phrases: readonly string[]
  readonly pronunciations: readonly Pronunciation[]
}

/** SoundSwallower with the domain's word graph. Changing the expected phrases costs about half a second, so the last set stays. */
export function createSoundSwallowerDecoder(data: SoundSwallowerWorkerData): SpeechDecoder {
  let loaded: { readonly module: DecoderModule; readonly decoder: Decoder } | undefined
  let phraseKey: string | undefined
  const requireDecoder = (): Decoder => {
    if (loaded === undefined) throw new ParleyError('internal', 'The recognizer is not loaded.')
    return loaded.decoder
  }
  const expectPhrases = (phrases: readonly string[]): void => {
    const key = JSON.stringify(phrases)
    if (key === phraseKey || loaded === undefined) return
    setPhrases(loaded.module, loaded.decoder, phrases)
    phraseKey = key
  }
  return {
    load: async () => {
      const module = await loadDecoderModule()
      const decoder = new module.Decoder(DECODER_SETTINGS)
      await decoder.initialize()
      addMissingWords(decoder, [...DOMAIN_PRONUNCIATIONS, ...FILLER_PRONUNCIATIONS])
      addMissingWords(decoder, data.pronunciations)
      loaded = { module, decoder }
      expectPhrases(data.phrases)
    },
    start({ phrases }) {
      expectPhrases(phrases)
      requireDecoder().start()
    },
    push(samples) {
      const decoder = requireDecoder()
      decoder.process_audio(toFloatSamples(samples), false, false)
      return withoutFillers(decoder.get_text() ?? '')
    },
    finish() {
      const decoder = requireDecoder()
      decoder.stop()
      return withoutFillers(decoder.get_text() ?? '')
    },
    cancel: () => requireDecoder().stop(),
  }
}

function addMissingWords(decoder: Decoder, pronunciations: readonly Pronunciation[]): void {
  const missing = pronunciations.filter(([word]) => decoder.lookup_word(word) === null)
  if (missing.length > 0) decoder.add_words(...missing)
}

/** Phrases with words that nobody can pronounce still count for their other words. */
function setPhrases(module: DecoderModule, decoder: Decoder, phrases: readonly string[]): void {
  const model = buildDomainModel(phrases, MODEL_ORDER)
  const words = [...(model.get('')?.next.keys() ?? [])]
  const known = words.filter((word) => word !== PHRASE_END && decoder.lookup_word(word) !== null)
  setWordGraph(module, decoder, buildWordGraph(model, new Set(known), FILLER_LOOP))
}
