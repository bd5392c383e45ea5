import initialize from '@echogarden/speex-resampler-wasm/simd'
import { ParleyError } from '@parley/wire'

/** What is used of the WebAssembly build of the Speex resampler. The heaps are replaced whenever its memory grows. */
export interface SpeexModule {
  readonly HEAP16: Int16Array
  readonly HEAPU32: Uint32Array
  _malloc(byteCount: number): number
  _free(pointer: number): void
  _speex_resampler_init(channels: number, fromRate: number, toRate: number, quality: number, error: number): number
  _speex_resampler_destroy(state: number): void
  _speex_resampler_skip_zeros(state: number): number
  _speex_resampler_process_int(
    state: number,
    channel: number,
    input: number,
    inputLength: number,
    output: number,
    outputLength: number,
  ): number
}

let loading: Promise<SpeexModule> | undefined

/** The one module that every resampler of this thread shares. */
export function loadSpeexModule(): Promise<SpeexModule> {
  loading ??= initialize().catch((cause: unknown) => {
    loading = undefined
    throw new ParleyError('unavailable', 'The resampler (@echogarden/speex-resampler-wasm) did not load.', { cause })
  })
  return loading
}
