import { fileURLToPath } from 'node:url'
import { ParleyError } from '@parley/wire'

/** What is used of SoundSwallower's decoder. */
export interface Decoder {
  /** Address of the decoder inside the module, for the functions that have no method. */
  readonly cdecoder: number
  initialize(): Promise<unknown>
  start(): void
  stop(): void
  process_audio(samples: Float32Array, isWithoutSearch: boolean, isWholeUtterance: boolean): number
  get_text(): string | null
  lookup_word(word: string): string | null
  add_words(...words: readonly (readonly [string, string])[]): void
  delete(): void
}

/** The WebAssembly module, with those of its functions that build a word graph. Addresses are numbers. */
export interface DecoderModule {
  readonly Decoder: new (configuration: object) => Decoder
  readonly HEAPU8: Uint8Array
  _malloc(byteCount: number): number
  _free(address: number): void
  _decoder_logmath(decoder: number): number
  _logmath_log(logMath: number, probability: number): number
  _fsg_model_init(name: number, logMath: number, languageWeight: number, stateCount: number): number
  _fsg_set_states(graph: number, start: number, final: number): void
  _fsg_model_word_add(graph: number, word: number): number
  _fsg_model_trans_add(graph: number, from: number, to: number, logProbability: number, word: number): void
  _fsg_model_null_trans_add(graph: number, from: number, to: number, logProbability: number): number
  /** Takes the graph over. Negative on failure. */
  _decoder_set_fsg(decoder: number, graph: number): number
}

/** Loads SoundSwallower with the US English model that is inside its package. */
export async function loadDecoderModule(): Promise<DecoderModule> {
  try {
    const { default: createModule } = await import('soundswallower')
    const modelFolder = fileURLToPath(new URL('./model/', import.meta.resolve('soundswallower')))
    const silent = { print: () => {}, printErr: () => {} }
    return decodeModule(await createModule(decodeModuleOptions({ modelBase: modelFolder, ...silent })))
  } catch (cause) {
    throw new ParleyError('unavailable', 'The recognizer (soundswallower) did not load.', { cause })
  }
}

const decodeModule = (value: unknown): DecoderModule => value as DecoderModule

/** Its types do not know `modelBase`. */
const decodeModuleOptions = (value: object): Partial<EmscriptenModule> => value
