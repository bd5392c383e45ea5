import * as v from 'valibot'
import type { WireFrame } from '../../frame.js'
import { WireItemSchema } from '../../items.js'
import { JsonObjectSchema } from '../../json-object-schema.js'
import { createEventDecoder } from '../event-decoder.js'
import type { Decoded, EventDecoder } from '../event-decoder.js'

const string = v.nullish(v.string())
const number = v.nullish(v.number())
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const base = { event_id: string }
const item = { ...base, item: WireItemSchema, previous_item_id: string }

function event<const T extends string, const F extends v.ObjectEntries>(type: T, fields: F) {
  return v.looseObject({ ...fields, type: v.literal(type) })
}

/** Every event that a quicksilver server sends and a client understands; a client skips all others. */
const schemas = {
  'session.updated': event('session.updated', { ...base, session: JsonObjectSchema }),
  'conversation.output_audio.delta': event('conversation.output_audio.delta', {
    ...base,
    /** base64; older servers call it `data` */
    delta: string,
    data: string,
    sample_rate: count,
    channels: v.nullish(count),
    num_channels: v.nullish(count),
    samples_per_channel: number,
    item_id: string,
  }),
  'conversation.input_transcript.delta': event('conversation.input_transcript.delta', {
    ...base,
    delta: v.string(),
    item_id: string,
  }),
  'conversation.input_transcript.turn_marked': event('conversation.input_transcript.turn_marked', {
    ...base,
    transcript: v.string(),
    item_id: string,
  }),
  'conversation.output_transcript.delta': event('conversation.output_transcript.delta', {
    ...base,
    delta: v.string(),
    item_id: string,
  }),
  'conversation.item.added': event('conversation.item.added', item),
  'conversation.item.done': event('conversation.item.done', item),
  'conversation.item.input_audio_transcription.delta': event('conversation.item.input_audio_transcription.delta', {
    ...base,
    delta: v.string(),
    item_id: string,
  }),
  'conversation.item.input_audio_transcription.completed': event(
    'conversation.item.input_audio_transcription.completed',
    { ...base, transcript: v.string(), item_id: string },
  ),
  'response.output_text.delta': event('response.output_text.delta', { ...base, delta: v.string(), item_id: string }),
  'response.output_audio_transcript.delta': event('response.output_audio_transcript.delta', {
    ...base,
    delta: v.string(),
    item_id: string,
  }),
  'response.output_audio_transcript.done': event('response.output_audio_transcript.done', {
    ...base,
    transcript: v.string(),
    item_id: string,
  }),
  'conversation.handoff.requested': event('conversation.handoff.requested', {
    ...base,
    handoff_id: v.string(),
    item_id: v.string(),
    input_transcript: v.string(),
  }),
  error: event('error', { ...base, error: v.nullish(v.unknown()), message: string }),
} as const

export type ServerEventType = keyof typeof schemas
export type ServerEvent = { [T in ServerEventType]: v.InferOutput<(typeof schemas)[T]> }[ServerEventType]

const decoder: EventDecoder<ServerEvent> = createEventDecoder(schemas)

export const serverEventTypes: ReadonlySet<string> = decoder.types

/** Checks a frame that a server sent. Never throws. */
export function decodeServerEvent(frame: WireFrame): Decoded<ServerEvent> {
  return decoder.decode(frame)
}
