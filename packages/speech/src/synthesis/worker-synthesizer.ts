import { ParleyError } from '@parley/wire'
import type { SpeechChunk, SynthesisOptions, SynthesizerEngine, Warmable } from '../ports.js'
import { createRequestChannel } from '../workers/request-channel.js'
import type { RequestChannel } from '../workers/request-channel.js'
import type { StartRemote } from '../workers/remote-port.js'
import type { SpokenPiece, SynthesisProtocol } from './protocol.js'
import { splitIntoSentences } from './sentences.js'
import type { SentenceOptions } from './sentences.js'

export interface WorkerSynthesizerOptions {
  readonly name: string
  readonly voices: readonly string[]
  readonly start: StartRemote
  /** From the name a caller gave, if any, to one that the worker knows. */
  readonly chooseVoice: (voice: string | undefined) => string
  readonly sentences?: SentenceOptions
}

const DEFAULT_SAMPLE_RATE = 24_000
const MIN_SAMPLE_RATE = 8000
const MAX_SAMPLE_RATE = 48_000

/**
 * A synthesizer whose engine lives in a worker thread or child process. It asks for one sentence at a time and one
 * ahead, so several texts share the worker fairly and a cancelled one costs at most the sentence in work.
 */
export function createWorkerSynthesizer(options: WorkerSynthesizerOptions): SynthesizerEngine & Warmable {
  const channel = createRequestChannel<SynthesisProtocol>({ name: `${options.name} synthesizer`, start: options.start })
  return {
    name: options.name,
    voices: options.voices,
    synthesize: (text, synthesisOptions = {}) => speak(channel, options, text, synthesisOptions),
    warmUp: async () => void (await channel.request('load', null)),
    close: () => channel.close(),
  }
}

async function* speak(
  channel: RequestChannel<SynthesisProtocol>,
  engine: WorkerSynthesizerOptions,
  text: string,
  options: SynthesisOptions,
): AsyncGenerator<SpeechChunk, void, undefined> {
  const { signal } = options
  const pieces = splitIntoSentences(text, engine.sentences)
  const voice = engine.chooseVoice(options.voice)
  const speed = Math.max(0.25, Math.min(1.5, options.speed ?? 1))
  const sampleRate = requireSampleRate(options.sampleRate ?? DEFAULT_SAMPLE_RATE)
  const ask = (piece: string | undefined): Promise<SpokenPiece> | undefined => {
    if (piece === undefined || signal?.aborted === true) return undefined
    const asked = channel.request('speak', { text: piece, voice, speed, sampleRate })
    // Whoever stops listening leaves this one behind; it must not count as unhandled.
    asked.catch(() => {})
    return asked
  }
  let asked = ask(pieces[0])
  for (const [index, piece] of pieces.entries()) {
    const current = asked
    asked = ask(pieces[index + 1])
    const spoken = await untilAborted(current, signal)
    if (spoken === undefined) return
    yield { text: piece, samples: spoken.samples }
  }
}

function requireSampleRate(sampleRate: number): number {
  if (Number.isInteger(sampleRate) && sampleRate >= MIN_SAMPLE_RATE && sampleRate <= MAX_SAMPLE_RATE) return sampleRate
  throw new ParleyError('config', `Speech cannot be made at ${sampleRate} Hz; ask for 8000 to 48000.`)
}

async function untilAborted<T>(
  promise: Promise<T> | undefined,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (signal === undefined || promise === undefined) return promise
  if (signal.aborted) return undefined
  let onAbort = (): void => {}
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
