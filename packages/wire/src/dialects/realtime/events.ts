import { toErrorEvent } from '../../error-event.js'
import { isRecord } from '../../json-object.js'
import { decodeKnownItem } from '../../items.js'
import { toCamelCase } from '../../json-merge.js'
import type { PlainEventType, RealtimeEvent, ResponseEndedEvent } from '../../realtime-event.js'
import { SILENCE_TOOL } from '../../tools.js'
import { readAudioDelta } from './audio-delta.js'
import { requestFromArguments } from './handoff.js'
import type { ServerEvent, ServerEventOf } from './server-events.js'

/** How tool calls are read. */
export interface EventOptions {
  /** Names of tools whose call is a handoff. */
  readonly delegationTools: ReadonlySet<string>
}

type NamedServerEvent = ServerEvent & { readonly type: keyof typeof named }
type PlainServerEvent = Exclude<ServerEvent, { readonly type: keyof typeof named }>

const optional = <T>(value: T | null | undefined): T | undefined => value ?? undefined

/** GA event → the event a reader sees; `undefined` for an error frame that says nothing. One frame gives one event. */
export function toRealtimeEvent(event: ServerEvent, options: EventOptions): RealtimeEvent | undefined {
  return isNamed(event) ? toNamedEvent(event, options) : toPlainEvent(event)
}

const named = {
  error: true,
  'session.created': true,
  'session.updated': true,
  'conversation.item.created': true,
  'conversation.item.added': true,
  'conversation.item.done': true,
  'conversation.item.input_audio_transcription.delta': true,
  'conversation.item.input_audio_transcription.completed': true,
  'input_audio_buffer.speech_started': true,
  'input_audio_buffer.speech_stopped': true,
  'response.created': true,
  'response.done': true,
  'response.cancelled': true,
  'response.output_text.delta': true,
  'response.output_text.done': true,
  'response.output_audio_transcript.delta': true,
  'response.output_audio_transcript.done': true,
  'response.output_audio.delta': true,
} as const

function isNamed(event: ServerEvent): event is NamedServerEvent {
  return Object.hasOwn(named, event.type)
}

function toNamedEvent(event: NamedServerEvent, options: EventOptions): RealtimeEvent | undefined {
  switch (event.type) {
    case 'error':
      return toErrorEvent(event)
    case 'session.created':
      return { type: 'session_created', sessionId: stringField(event.session, 'id'), session: event.session }
    case 'session.updated': {
      const instructions = stringField(event.session, 'instructions')
      return {
        type: 'session_updated',
        sessionId: stringField(event.session, 'id'),
        instructions,
        session: event.session,
      }
    }
    case 'conversation.item.created':
    case 'conversation.item.added':
      return { type: 'conversation_item_added', item: event.item, previousItemId: optional(event.previous_item_id) }
    case 'conversation.item.done':
      return toItemDone(event, options)
    case 'conversation.item.input_audio_transcription.delta':
      return { type: 'input_transcript_delta', delta: event.delta ?? '', itemId: event.item_id }
    case 'conversation.item.input_audio_transcription.completed':
      return { type: 'input_transcript_done', text: event.transcript, itemId: event.item_id }
    case 'input_audio_buffer.speech_started': {
      const audioStartMs = optional(event.audio_start_ms)
      return { type: 'input_audio_speech_started', itemId: optional(event.item_id), audioStartMs }
    }
    case 'input_audio_buffer.speech_stopped': {
      const audioEndMs = optional(event.audio_end_ms)
      return { type: 'input_audio_speech_stopped', itemId: optional(event.item_id), audioEndMs }
    }
    case 'response.created':
      return {
        type: 'response_created',
        responseId: optional(event.response.id),
        usage: optional(event.response.usage),
        status: optional(event.response.status),
      }
    case 'response.done':
    case 'response.cancelled':
      return toResponseEnded(event)
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return { type: 'output_transcript_delta', delta: event.delta, itemId: optional(event.item_id) }
    case 'response.output_text.done':
      return { type: 'output_transcript_done', text: event.text, itemId: optional(event.item_id) }
    case 'response.output_audio_transcript.done':
      return { type: 'output_transcript_done', text: event.transcript, itemId: optional(event.item_id) }
    case 'response.output_audio.delta':
      return readAudioDelta(event)
  }
}

function toResponseEnded(event: ServerEventOf<'response.done' | 'response.cancelled'>): ResponseEndedEvent {
  const response = optional(event.response)
  const responseId =
    optional(response?.id) ?? (event.type === 'response.cancelled' ? optional(event.response_id) : undefined)
  return {
    type: event.type === 'response.done' ? 'response_done' : 'response_cancelled',
    responseId,
    usage: optional(response?.usage),
    status: optional(response?.status),
    statusReason: optional(response?.status_details?.reason),
  }
}

function toItemDone(event: ServerEventOf<'conversation.item.done'>, options: EventOptions): RealtimeEvent {
  const item = decodeKnownItem(event.item)
  // A call that the user's speech cut short has half its arguments and asks for nothing.
  const isCall = item?.type === 'function_call' && item.status !== 'incomplete'
  const callId = isCall ? (item.call_id ?? item.id ?? undefined) : undefined
  if (item?.type !== 'function_call' || callId === undefined) {
    const previousItemId = optional(event.previous_item_id)
    return { type: 'conversation_item_done', itemId: optional(event.item.id), item: event.item, previousItemId }
  }
  const itemId = item.id ?? callId
  if (options.delegationTools.has(item.name)) {
    const inputTranscript = requestFromArguments(item.arguments)
    return { type: 'handoff_requested', handoffId: callId, itemId, inputTranscript, activeTranscript: [] }
  }
  if (item.name === SILENCE_TOOL) return { type: 'noop_requested', callId, itemId }
  return { type: 'function_call', callId, itemId, name: item.name, arguments: item.arguments }
}

function toPlainEvent(event: PlainServerEvent): RealtimeEvent {
  const fields = Object.entries(event)
    .filter(([name, value]) => name !== 'type' && value !== null && value !== undefined)
    .map(([name, value]) => [toCamelCase(name), value] as const)
  return { ...Object.fromEntries(fields), type: decodePlainType(event.type) }
}

function decodePlainType(type: PlainServerEvent['type']): PlainEventType {
  return type.replaceAll('.', '_') as PlainEventType
}

function stringField(value: unknown, name: string): string | undefined {
  const field = isRecord(value) ? value[name] : undefined
  return typeof field === 'string' ? field : undefined
}
