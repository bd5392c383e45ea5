import * as v from 'valibot'
import type { WireFrame } from '../../frame.js'
import { MessageItemSchema } from '../../items.js'
import { JsonObjectSchema } from '../../json-object-schema.js'
import { createEventDecoder } from '../event-decoder.js'
import type { Decoded, EventDecoder } from '../event-decoder.js'

const base = { event_id: v.nullish(v.string()) }

/** Every event that a quicksilver client sends. */
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
  'conversation.item.create': v.looseObject({
    ...base,
    type: v.literal('conversation.item.create'),
    item: MessageItemSchema,
  }),
  'conversation.handoff.append': v.looseObject({
    ...base,
    type: v.literal('conversation.handoff.append'),
    handoff_id: v.string(),
    output_text: v.string(),
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
