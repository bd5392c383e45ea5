import * as v from 'valibot'
import type { WireFrame } from '../../frame.js'
import { ContentPartSchema, WireItemSchema } from '../../items.js'
import { JsonObjectSchema } from '../../json-object-schema.js'
import { lenient, ResponseSchema } from './response.js'
import { createEventDecoder } from '../event-decoder.js'
import type { Decoded, EventDecoder } from '../event-decoder.js'

/*
 * Tolerant where real servers are: `event_id` may be missing, `null` stands for absent, extra fields stay. What a
 * client cannot do without is required, so that a malformed event is found here and nowhere later.
 */
const string = v.nullish(v.string())
const number = v.nullish(v.number())
const atLeastOne = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)))
const base = { event_id: string }
const ids = { ...base, response_id: string, item_id: string, output_index: number, content_index: number }

function event<const T extends string, const F extends v.ObjectEntries>(type: T, fields: F) {
  return v.looseObject({ ...fields, type: v.literal(type) })
}

const ErrorBodySchema = v.looseObject({ type: string, code: string, message: string, param: string, event_id: string })

/** Duration or token usage of a transcription. */
const TranscriptionUsageSchema = v.looseObject({
  type: string,
  seconds: number,
  total_tokens: number,
  input_tokens: number,
  output_tokens: number,
})
export type TranscriptionUsage = v.InferOutput<typeof TranscriptionUsageSchema>

const session = { ...base, session: JsonObjectSchema }
const item = { ...base, item: WireItemSchema, previous_item_id: string }
const transcription = { ...base, item_id: v.string(), content_index: number }
const buffer = { ...base, item_id: string }
const outputBuffer = { ...base, response_id: string }
/** The response may be missing: that one began or ended must be known whatever else is wrong. */
const response = { ...base, response: v.nullish(ResponseSchema), response_id: string }
const outputItem = { ...base, response_id: string, output_index: number, item: WireItemSchema }
const part = { ...ids, part: ContentPartSchema }
const call = { ...ids, call_id: string }
const mcp = { ...base, item_id: string, output_index: number }

const schemas = {
  /** Of any form: an error must reach the reader whatever it looks like. */
  error: event('error', { ...base, error: v.nullish(v.unknown()), message: string }),
  'session.created': event('session.created', session),
  'session.updated': event('session.updated', session),
  'conversation.created': event('conversation.created', { ...base, conversation: v.looseObject({ id: string }) }),
  'conversation.item.created': event('conversation.item.created', item),
  'conversation.item.added': event('conversation.item.added', item),
  'conversation.item.done': event('conversation.item.done', item),
  'conversation.item.retrieved': event('conversation.item.retrieved', { ...base, item: WireItemSchema }),
  'conversation.item.deleted': event('conversation.item.deleted', { ...base, item_id: v.string() }),
  'conversation.item.truncated': event('conversation.item.truncated', {
    ...base,
    item_id: v.string(),
    content_index: number,
    audio_end_ms: number,
  }),
  'conversation.item.input_audio_transcription.delta': event('conversation.item.input_audio_transcription.delta', {
    ...transcription,
    delta: string,
    logprobs: v.nullish(v.unknown()),
  }),
  'conversation.item.input_audio_transcription.completed': event(
    'conversation.item.input_audio_transcription.completed',
    { ...transcription, transcript: v.string(), usage: lenient(TranscriptionUsageSchema) },
  ),
  'conversation.item.input_audio_transcription.segment': event('conversation.item.input_audio_transcription.segment', {
    ...transcription,
    id: string,
    speaker: string,
    start: number,
    end: number,
    text: string,
  }),
  'conversation.item.input_audio_transcription.failed': event('conversation.item.input_audio_transcription.failed', {
    ...transcription,
    error: v.nullish(ErrorBodySchema),
  }),
  'input_audio_buffer.committed': event('input_audio_buffer.committed', { ...buffer, previous_item_id: string }),
  'input_audio_buffer.cleared': event('input_audio_buffer.cleared', base),
  'input_audio_buffer.speech_started': event('input_audio_buffer.speech_started', {
    ...buffer,
    audio_start_ms: number,
  }),
  'input_audio_buffer.speech_stopped': event('input_audio_buffer.speech_stopped', { ...buffer, audio_end_ms: number }),
  'input_audio_buffer.timeout_triggered': event('input_audio_buffer.timeout_triggered', {
    ...buffer,
    audio_start_ms: number,
    audio_end_ms: number,
  }),
  'input_audio_buffer.dtmf_event_received': event('input_audio_buffer.dtmf_event_received', {
    ...base,
    event: string,
    received_at: v.nullish(v.unknown()),
  }),
  'output_audio_buffer.started': event('output_audio_buffer.started', outputBuffer),
  'output_audio_buffer.stopped': event('output_audio_buffer.stopped', outputBuffer),
  'output_audio_buffer.cleared': event('output_audio_buffer.cleared', outputBuffer),
  'response.created': event('response.created', response),
  'response.done': event('response.done', response),
  /** No GA event; older servers send it and Codex knows it. */
  'response.cancelled': event('response.cancelled', response),
  'response.output_item.added': event('response.output_item.added', outputItem),
  'response.output_item.done': event('response.output_item.done', outputItem),
  'response.content_part.added': event('response.content_part.added', part),
  'response.content_part.done': event('response.content_part.done', part),
  'response.output_text.delta': event('response.output_text.delta', { ...ids, delta: v.string() }),
  'response.output_text.done': event('response.output_text.done', { ...ids, text: v.string() }),
  'response.output_audio_transcript.delta': event('response.output_audio_transcript.delta', {
    ...ids,
    delta: v.string(),
  }),
  'response.output_audio_transcript.done': event('response.output_audio_transcript.done', {
    ...ids,
    transcript: v.string(),
  }),
  /** GA servers leave the format out: it is 24 kHz mono. */
  'response.output_audio.delta': event('response.output_audio.delta', {
    ...ids,
    delta: v.string(),
    sample_rate: atLeastOne,
    channels: atLeastOne,
    samples_per_channel: number,
  }),
  'response.output_audio.done': event('response.output_audio.done', ids),
  'response.function_call_arguments.delta': event('response.function_call_arguments.delta', {
    ...call,
    delta: v.string(),
  }),
  'response.function_call_arguments.done': event('response.function_call_arguments.done', {
    ...call,
    name: string,
    arguments: v.string(),
  }),
  'response.mcp_call_arguments.delta': event('response.mcp_call_arguments.delta', {
    ...ids,
    delta: v.string(),
    obfuscation: string,
  }),
  'response.mcp_call_arguments.done': event('response.mcp_call_arguments.done', { ...ids, arguments: v.string() }),
  'response.mcp_call.in_progress': event('response.mcp_call.in_progress', mcp),
  'response.mcp_call.completed': event('response.mcp_call.completed', mcp),
  'response.mcp_call.failed': event('response.mcp_call.failed', mcp),
  'mcp_list_tools.in_progress': event('mcp_list_tools.in_progress', mcp),
  'mcp_list_tools.completed': event('mcp_list_tools.completed', mcp),
  'mcp_list_tools.failed': event('mcp_list_tools.failed', mcp),
  'rate_limits.updated': event('rate_limits.updated', {
    ...base,
    rate_limits: v.array(v.looseObject({ name: string, limit: number, remaining: number, reset_seconds: number })),
  }),
} as const

export type ServerEventType = keyof typeof schemas
export type ServerEvent = { [T in ServerEventType]: v.InferOutput<(typeof schemas)[T]> }[ServerEventType]
export type ServerEventOf<T extends ServerEventType> = v.InferOutput<(typeof schemas)[T]>

/** Names of the beta protocol that some servers still use, and what they are called now. */
const gaNames: ReadonlyMap<string, ServerEventType> = new Map([
  ['response.text.delta', 'response.output_text.delta'],
  ['response.text.done', 'response.output_text.done'],
  ['response.audio.delta', 'response.output_audio.delta'],
  ['response.audio.done', 'response.output_audio.done'],
  ['response.audio_transcript.delta', 'response.output_audio_transcript.delta'],
  ['response.audio_transcript.done', 'response.output_audio_transcript.done'],
])

const decoder: EventDecoder<ServerEvent> = createEventDecoder(schemas, gaNames)

export const serverEventTypes: ReadonlySet<string> = decoder.types

/** Checks a frame that a server sent. Never throws. Beta names are taken for what they are called now. */
export function decodeServerEvent(frame: WireFrame): Decoded<ServerEvent> {
  return decoder.decode(frame)
}
