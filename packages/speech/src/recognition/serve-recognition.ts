import { serveRequests } from '../workers/serve-requests.js'
import type { RecognitionProtocol, UtteranceHints } from './protocol.js'

/** A decoder inside a recognizer's worker. One utterance at a time; samples are 16-bit at 16 kHz. */
export interface SpeechDecoder {
  /** Rejects with a `ParleyError` (`unavailable`). Called before anything else. */
  load(): Promise<void>
  start(hints: UtteranceHints): void
  /** The text decoded so far; empty where the engine knows no partials. */
  push(samples: Int16Array): string
  /** The whole text; empty when nothing was understood. */
  finish(): string
  /** Drops the utterance. Called at most once after `start`, instead of `finish`. */
  cancel(): void
}

/** The worker's side of a recognizer. */
export function serveRecognition(decoder: SpeechDecoder): void {
  let loading: Promise<void> | undefined
  const load = (): Promise<void> => (loading ??= decoder.load())
  serveRequests<RecognitionProtocol>({
    load: async () => {
      await load()
      return null
    },
    start: async (hints) => {
      await load()
      decoder.start(hints)
      return null
    },
    push: (samples) => decoder.push(samples),
    finish: () => decoder.finish(),
    cancel: () => {
      decoder.cancel()
      return null
    },
  })
}
