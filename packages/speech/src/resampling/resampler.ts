import { ParleyError } from '@parley/wire'
import { loadSpeexModule } from './speex-module.js'
import type { SpeexModule } from './speex-module.js'

/** Changes the sample rate of one stream of 16-bit mono audio. Synchronous and cheap: under 1 ms per second of audio. */
export interface Resampler {
  /** What is ready by now, possibly nothing. The input may be of any length and may be reused after the call. */
  process(samples: Int16Array): Int16Array
  /** The end of the stream: all output together is then as long as the input, in time, and not shifted against it. */
  flush(): Int16Array
  /** Frees its memory. Idempotent; the other methods throw afterwards. */
  close(): void
}

/** Makes a resampler without waiting. Throws a `ParleyError` (`config`) for rates outside 8 to 48 kHz. */
export type ResamplerFactory = (fromRate: number, toRate: number) => Resampler

const QUALITY = 5
const INPUT_BLOCK = 4096
const MIN_RATE = 8000
const MAX_RATE = 48_000

/** Loads the WebAssembly module once per thread; the factory then needs no waiting. */
export async function loadResampler(): Promise<ResamplerFactory> {
  const module = await loadSpeexModule()
  return (fromRate, toRate) => {
    requireRate(fromRate)
    requireRate(toRate)
    return fromRate === toRate ? createPassThrough() : createSpeexResampler(module, fromRate, toRate)
  }
}

/** One resampler; the caller closes it. Equal rates pass the samples through. */
export async function createResampler(fromRate: number, toRate: number): Promise<Resampler> {
  const create = await loadResampler()
  return create(fromRate, toRate)
}

/** A whole recording at once. */
export async function resample(samples: Int16Array, fromRate: number, toRate: number): Promise<Int16Array> {
  const resampler = await createResampler(fromRate, toRate)
  try {
    const body = resampler.process(samples)
    const tail = resampler.flush()
    const whole = new Int16Array(body.length + tail.length)
    whole.set(body)
    whole.set(tail, body.length)
    return whole
  } finally {
    resampler.close()
  }
}

function requireRate(rate: number): void {
  if (Number.isInteger(rate) && rate >= MIN_RATE && rate <= MAX_RATE) return
  throw new ParleyError('config', `Sample rate ${rate} is not between ${MIN_RATE} and ${MAX_RATE} Hz.`)
}

function createPassThrough(): Resampler {
  return { process: (samples) => samples.slice(), flush: () => new Int16Array(0), close: () => {} }
}

/** Memory inside the module: the filter's state and one block each of input and output. */
interface SpeexMemory {
  readonly state: number
  readonly input: number
  readonly output: number
  /** Two 32-bit numbers: samples given or used, room or samples made. */
  readonly lengths: number
  readonly outputBlock: number
}

function allocate(module: SpeexModule, fromRate: number, toRate: number): SpeexMemory {
  const outputBlock = Math.ceil((INPUT_BLOCK * toRate) / fromRate) + 16
  const lengths = module._malloc(8)
  const state = module._speex_resampler_init(1, fromRate, toRate, QUALITY, lengths)
  if (state === 0) {
    module._free(lengths)
    throw new ParleyError('internal', `The resampler refused ${fromRate} Hz to ${toRate} Hz.`)
  }
  module._speex_resampler_skip_zeros(state)
  const input = module._malloc(INPUT_BLOCK * 2)
  const output = module._malloc(outputBlock * 2)
  return { state, input, output, lengths, outputBlock }
}

/** Feeds at most one block; returns how much of it was used and what came out. */
function feedBlock(module: SpeexModule, memory: SpeexMemory, samples: Int16Array): { used: number; made: Int16Array } {
  const block = samples.subarray(0, INPUT_BLOCK)
  module.HEAP16.set(block, memory.input >> 1)
  module.HEAPU32[memory.lengths >> 2] = block.length
  module.HEAPU32[(memory.lengths >> 2) + 1] = memory.outputBlock
  const { state, input, output, lengths } = memory
  module._speex_resampler_process_int(state, 0, input, lengths, output, lengths + 4)
  const used = module.HEAPU32[lengths >> 2] ?? 0
  const madeCount = module.HEAPU32[(lengths >> 2) + 1] ?? 0
  return { used, made: module.HEAP16.slice(output >> 1, (output >> 1) + madeCount) }
}

function createSpeexResampler(module: SpeexModule, fromRate: number, toRate: number): Resampler {
  let memory: SpeexMemory | undefined = allocate(module, fromRate, toRate)
  let takenCount = 0
  let madeCount = 0
  const run = (samples: Int16Array): Int16Array => {
    if (memory === undefined) throw new ParleyError('closed', 'The resampler is closed.')
    const made = new Int16Array(Math.ceil((samples.length * toRate) / fromRate) + memory.outputBlock)
    let length = 0
    for (let position = 0; position < samples.length;) {
      const step = feedBlock(module, memory, samples.subarray(position))
      made.set(step.made, length)
      length += step.made.length
      position += step.used
    }
    return made.slice(0, length)
  }
  return {
    process(samples) {
      const made = run(samples)
      takenCount += samples.length
      madeCount += made.length
      return made
    },
    flush() {
      const missing = Math.max(0, Math.round((takenCount * toRate) / fromRate) - madeCount)
      takenCount = 0
      madeCount = 0
      return run(new Int16Array(INPUT_BLOCK)).slice(0, missing)
    },
    close() {
      if (memory === undefined) return
      const { state, input, output, lengths } = memory
      memory = undefined
      module._speex_resampler_destroy(state)
      for (const pointer of [input, output, lengths]) module._free(pointer)
    },
  }
}
