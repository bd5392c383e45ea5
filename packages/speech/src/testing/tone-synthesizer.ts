import type { SpeechChunk, SynthesisOptions, SynthesizerEngine } from '../ports.js'
import { splitIntoSentences } from '../synthesis/sentences.js'

export interface ToneSynthesizerOptions {
  /** How long one character sounds at speed 1, in ms; default 50, about as fast as people talk. */
  readonly msPerCharacter?: number
  /** Of the tone, in Hz; default 220. */
  readonly frequency?: number
  /** Peak on the 16-bit scale; default 8000. */
  readonly amplitude?: number
}

/** A synthesizer for tests: each sentence is one tone, as long as the sentence has characters (white space at its ends aside). */
export function createToneSynthesizer(options: ToneSynthesizerOptions = {}): SynthesizerEngine {
  return {
    name: 'tone',
    voices: ['tone'],
    synthesize: (text, synthesisOptions = {}) => speak(text, options, synthesisOptions),
    close: async () => {},
  }
}

async function* speak(
  text: string,
  options: ToneSynthesizerOptions,
  synthesisOptions: SynthesisOptions,
): AsyncGenerator<SpeechChunk, void, undefined> {
  const sampleRate = synthesisOptions.sampleRate ?? 24_000
  const msPerCharacter = (options.msPerCharacter ?? 50) / (synthesisOptions.speed ?? 1)
  for (const sentence of splitIntoSentences(text)) {
    await Promise.resolve()
    if (synthesisOptions.signal?.aborted === true) return
    const sampleCount = Math.round((sentence.trim().length * msPerCharacter * sampleRate) / 1000)
    yield { text: sentence, samples: tone(sampleCount, sampleRate, options) }
  }
}

function tone(sampleCount: number, sampleRate: number, options: ToneSynthesizerOptions): Int16Array {
  const radiansPerSample = (2 * Math.PI * (options.frequency ?? 220)) / sampleRate
  const amplitude = options.amplitude ?? 8000
  const samples = new Int16Array(sampleCount)
  for (let index = 0; index < sampleCount; index++)
    samples[index] = Math.round(amplitude * Math.sin(radiansPerSample * index))
  return samples
}
