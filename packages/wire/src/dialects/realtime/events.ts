import { toErrorEvent } from '../../error-event.js'
import { isRecord } from '../../json-object.js'
import { decodeKnownItem } from '../../items.js'
import { toCamelCase } from '../../json-merge.js'
import type { RealtimeEvent, ResponseEndedEvent } from '../../realtime-event.js'
import { SILENCE_TOOL } from '../../tools.js'
import { readAudioDelta } from './audio-delta.js'
import { requestFromArguments } from './handoff.js'
import type { ServerEvent, ServerEventOf } from './server-events.js'

/** How tool calls are read. */
export interface EventOptions {
  /** Names of tools whose call is a handoff. */
  readonly delegationTools: ReadonlySet<string>
}

const optional = <T>(value: T | null | undefined): T | undefined => value ?? undefined

/** GA event → the event a reader sees; `undefined` for an error frame that says nothing. One frame gives one event. */
export function toRealtimeEvent(event: ServerEvent, options: EventOptions): RealtimeEvent | undefined {
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
    case 'conversation.item.input_audio_transcription.completed': {
      const usage = optional(event.usage)
      const cost = usage === undefined ? {} : { usage }
      return { type: 'input_transcript_done', text: event.transcript, itemId: event.item_id, ...cost }
    }
    case 'input_audio_buffer.speech_started': {
      const audioStartMs = optional(event.audio_start_ms)
      return { type: 'input_audio_speech_started', itemId: optional(event.item_id), audioStartMs }
    }
    case 'input_audio_buffer.speech_stopped': {
      const audioEndMs = optional(event.audio_end_ms)
      return { type: 'input_audio_speech_stopped', itemId: optional(event.item_id), audioEndMs }
    }
    case 'response.created': {
      const { responseId, usage, status } = outlineOf(event)
      const metadata = optional(event.response?.metadata)
      return { type: 'response_created', responseId, usage, status, ...(metadata === undefined ? {} : { metadata }) }
    }
    case 'response.done':
      return { type: 'response_done', ...outlineOf(event) }
    case 'response.cancelled':
      return { type: 'response_cancelled', ...outlineOf(event) }
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return { type: 'output_transcript_delta', delta: event.delta, itemId: optional(event.item_id) }
    case 'response.output_text.done':
      return { type: 'output_transcript_done', text: event.text, itemId: optional(event.item_id) }
    case 'response.output_audio_transcript.done':
      return { type: 'output_transcript_done', text: event.transcript, itemId: optional(event.item_id) }
    case 'response.output_audio.delta':
      return readAudioDelta(event)
    default:
      return { ...fieldsOf(event), type: decodeEventName(event.type) }
  }
}

type ResponseEvent = ServerEventOf<'response.created' | 'response.done' | 'response.cancelled'>

function outlineOf({ response, response_id: responseId }: ResponseEvent): Omit<ResponseEndedEvent, 'type'> {
  return {
    responseId: optional(response?.id) ?? optional(responseId),
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

/** Fields in camelCase, without those that are absent. */
function fieldsOf(event: ServerEvent): Readonly<Record<string, unknown>> {
  const fields = Object.entries(event).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(fields.map(([name, value]): readonly [string, unknown] => [toCamelCase(name), value]))
}

type Underscored<T extends string> = T extends `${infer Head}.${infer Tail}` ? `${Head}_${Underscored<Tail>}` : T

function decodeEventName<const T extends string>(type: T): Underscored<T> {
  return type.replaceAll('.', '_') as Underscored<T>
}

function stringField(value: unknown, name: string): string | undefined {
  const field = isRecord(value) ? value[name] : undefined
  return typeof field === 'string' ? field : undefined
}
