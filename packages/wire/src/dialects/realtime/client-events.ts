import * as v from 'valibot'
import type { WireFrame } from '../../frame.js'
import { KnownItemSchema } from '../../items.js'
import { JsonObjectSchema } from '../../json-object-schema.js'
import { ResponseOptionsSchema } from './response.js'
import { createEventDecoder } from '../event-decoder.js'
import type { Decoded, EventDecoder } from '../event-decoder.js'

const base = { event_id: v.nullish(v.pipe(v.string(), v.maxLength(512))) }
const index = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Every event that a client may send, by its type. `session` is checked by `decodeSession`, after the merge. */
const schemas = {
  'session.update': v.looseObject({
    ...base,
    type: v.literal('session.update'),
    session: JsonObjectSchema,
  }),
  'input_audio_buffer.append': v.looseObject({
    ...base,
    type: v.literal('input_audio_buffer.append'),
    audio: v.string(),
  }),
  'input_audio_buffer.commit': v.looseObject({ ...base, type: v.literal('input_audio_buffer.commit') }),
  'input_audio_buffer.clear': v.looseObject({ ...base, type: v.literal('input_audio_buffer.clear') }),
  'output_audio_buffer.clear': v.looseObject({ ...base, type: v.literal('output_audio_buffer.clear') }),
  'conversation.item.create': v.looseObject({
    ...base,
    type: v.literal('conversation.item.create'),
    item: KnownItemSchema,
    previous_item_id: v.nullish(v.string()),
  }),
  'conversation.item.retrieve': v.looseObject({
    ...base,
    type: v.literal('conversation.item.retrieve'),
    item_id: v.string(),
  }),
  'conversation.item.truncate': v.looseObject({
    ...base,
    type: v.literal('conversation.item.truncate'),
    item_id: v.string(),
    content_index: index,
    audio_end_ms: index,
  }),
  'conversation.item.delete': v.looseObject({
    ...base,
    type: v.literal('conversation.item.delete'),
    item_id: v.string(),
  }),
  'response.create': v.looseObject({
    ...base,
    type: v.literal('response.create'),
    response: v.nullish(ResponseOptionsSchema),
  }),
  'response.cancel': v.looseObject({
    ...base,
    type: v.literal('response.cancel'),
    response_id: v.nullish(v.string()),
  }),
} as const

export type ClientEventType = keyof typeof schemas
export type ClientEvent = { [T in ClientEventType]: v.InferOutput<(typeof schemas)[T]> }[ClientEventType]

const decoder: EventDecoder<ClientEvent> = createEventDecoder(schemas)

export const clientEventTypes: ReadonlySet<string> = decoder.types

/** Checks a frame that a client sent. Never throws. */
export function decodeClientEvent(frame: WireFrame): Decoded<ClientEvent> {
  return decoder.decode(frame)
}
