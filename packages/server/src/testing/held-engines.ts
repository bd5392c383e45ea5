import { createFakeSpeech, createToneSynthesizer } from '@parley/speech/testing'
import type { RecognizerEngine, SpeechEngines, SynthesizerEngine } from '@parley/speech'
import { ParleyError } from '@parley/wire'

/** A recognizer whose texts the test gives when it likes, or never. */
export interface HeldRecognizer extends RecognizerEngine {
  /** Answers the oldest utterance that waits for its text. */
  answer(text: string): void
  fail(problem: string): void
  readonly waitingCount: number
}

export function createHeldRecognizer(): HeldRecognizer {
  const waiting: { resolve: (text: string) => void; reject: (error: Error) => void }[] = []
  return {
    name: 'held',
    get waitingCount() {
      return waiting.length
    },
    answer: (text) => waiting.shift()?.resolve(text),
    fail: (problem) => waiting.shift()?.reject(new ParleyError('internal', problem)),
    open: () => ({
      push: () => {},
      finish: () =>
        new Promise((resolve, reject) => {
          waiting.push({ resolve: (text) => resolve({ text, audioMs: 1000 }), reject })
        }),
      cancel: () => {},
    }),
    close: async () => {},
  }
}

/** Speaks one second per call of `release`; what it says waits until then. */
export function createHeldSynthesizer(): SynthesizerEngine & { release(): void } {
  let permits = 0
  let wake = (): void => {}
  return {
    name: 'held',
    voices: [],
    release() {
      permits++
      wake()
    },
    async *synthesize(text, options = {}) {
      for (const word of text.split(/(?<=\s)/)) {
        while (permits === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
        permits--
        yield { text: word, samples: new Int16Array(options.sampleRate ?? 24_000) }
      }
    },
    close: async () => {},
  }
}

/** As the default voice: there is no sound for letters of another script. */
export function latinOnly(): SynthesizerEngine {
  const tone = createToneSynthesizer()
  return { ...tone, synthesize: (text, options) => tone.synthesize(text.replace(/[^\x20-\x7e]/g, ''), options) }
}

export function createBrokenSynthesizer(): SynthesizerEngine {
  return {
    name: 'broken',
    voices: [],
    // eslint-disable-next-line require-yield -- it breaks before its first chunk
    async *synthesize() {
      throw new ParleyError('internal', 'The voice is broken.')
    },
    close: async () => {},
  }
}

export function speechWith(parts: Partial<SpeechEngines>): SpeechEngines {
  return { ...createFakeSpeech({ synthesizer: { msPerCharacter: 10 } }), ...parts }
}
