import type { AudioSink } from '../audio-sink.js'
import type { ConversationHappening } from '../conversation-input.js'

/**
 * The player's position at this very moment, as an input that goes before one that may stop it: a report that is a few
 * hundred milliseconds old would cut the item too early. Nothing for players that cannot be asked.
 */
export function readPosition(
  sink: AudioSink | undefined,
  next: ConversationHappening,
): ConversationHappening | undefined {
  const position = mayStop(next) ? sink?.position?.() : undefined
  if (position === undefined) return undefined
  const { itemId, playedSamples, sampleRate } = position
  return { type: 'played', itemId, playedMs: (playedSamples / sampleRate) * 1000 }
}

function mayStop(happening: ConversationHappening): boolean {
  if (happening.type === 'connection') return happening.event.type === 'input_audio_speech_started'
  return happening.type === 'stop-speaking' || happening.type === 'stop-all'
}
