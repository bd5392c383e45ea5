import type { ConnectionEvent } from '../conversation-input.js'
import type { Random } from './random.js'

/** Something a server sends, and how long after what came before it. */
export interface ScriptedEvent {
  readonly afterMs: number
  readonly event: ConnectionEvent
}

/** One item of speech as a server sends it: faster than it plays, words before, between and after the audio. */
export function scriptSpeech(random: Random, words: string, itemId: string | undefined): readonly ScriptedEvent[] {
  const chunkCount = random.integer(1, 3)
  const chunks = Array.from({ length: chunkCount }, (): ScriptedEvent => ({
    afterMs: random.integer(5, 120),
    event: { type: 'audio_out', itemId, audioMs: random.integer(1, 12) * 100 },
  }))
  const named = itemId === undefined ? {} : { itemId }
  const delta: ScriptedEvent = {
    afterMs: random.integer(0, 20),
    event: { type: 'output_transcript_delta', delta: words.slice(0, Math.ceil(words.length / 2)), ...named },
  }
  const done: ScriptedEvent = {
    afterMs: random.integer(0, 20),
    event: { type: 'output_transcript_done', text: words, ...named },
  }
  const [first = delta, ...rest] = chunks
  const isWordedEarly = random.chance(0.3)
  return isWordedEarly ? [delta, done, first, ...rest] : [first, delta, ...rest, done]
}
