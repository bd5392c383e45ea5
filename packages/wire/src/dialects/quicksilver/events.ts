import { toErrorEvent } from '../../error-event.js'
import { AudioOut } from '../../realtime-audio.js'
import type { RealtimeEvent } from '../../realtime-event.js'
import type { ServerEvent } from './server-events.js'

const optional = <T>(value: T | null | undefined): T | undefined => value ?? undefined

/** Quicksilver event → the event a reader sees; `undefined` for an error that says nothing or audio without its format. */
export function toRealtimeEvent(event: ServerEvent): RealtimeEvent | undefined {
  switch (event.type) {
    case 'session.updated':
      return {
        type: 'session_updated',
        sessionId: text(event.session['id']),
        instructions: text(event.session['instructions']),
        session: event.session,
      }
    case 'conversation.output_audio.delta':
      return toAudioOut(event)
    case 'conversation.input_transcript.delta':
    case 'conversation.item.input_audio_transcription.delta':
      return { type: 'input_transcript_delta', delta: event.delta, itemId: optional(event.item_id) }
    case 'conversation.input_transcript.turn_marked':
    case 'conversation.item.input_audio_transcription.completed':
      return { type: 'input_transcript_done', text: event.transcript, itemId: optional(event.item_id) }
    case 'conversation.output_transcript.delta':
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return { type: 'output_transcript_delta', delta: event.delta, itemId: optional(event.item_id) }
    case 'response.output_audio_transcript.done':
      return { type: 'output_transcript_done', text: event.transcript, itemId: optional(event.item_id) }
    case 'conversation.item.added':
      return { type: 'conversation_item_added', item: event.item, previousItemId: optional(event.previous_item_id) }
    case 'conversation.item.done': {
      const previousItemId = optional(event.previous_item_id)
      return { type: 'conversation_item_done', itemId: optional(event.item.id), item: event.item, previousItemId }
    }
    case 'conversation.handoff.requested':
      return {
        type: 'handoff_requested',
        handoffId: event.handoff_id,
        itemId: event.item_id,
        inputTranscript: event.input_transcript,
        activeTranscript: [],
      }
    case 'error':
      return toErrorEvent(event)
  }
}

type AudioDelta = Extract<ServerEvent, { readonly type: 'conversation.output_audio.delta' }>

function toAudioOut(event: AudioDelta): AudioOut | undefined {
  const data = optional(event.delta) ?? optional(event.data)
  const numChannels = optional(event.channels) ?? optional(event.num_channels)
  if (data === undefined || numChannels === undefined) return undefined
  return new AudioOut({
    data,
    numChannels,
    sampleRate: event.sample_rate,
    samplesPerChannel: optional(event.samples_per_channel),
    itemId: optional(event.item_id),
  })
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
