import type { Usage } from './dialects/realtime/response.js'
import type { TranscriptionUsage } from './dialects/realtime/server-events.js'
import type { WireItem } from './items.js'
import type { JsonObject } from './json-object.js'

/**
 * What a server's frame means, in one form for both dialects: the union that a client's reader sees. Fields are
 * camelCase; raw wire objects (`item`, `session`, `usage`) keep their own spelling. Absent fields are `undefined`.
 */
export interface TranscriptTurn {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

export interface SessionUpdatedEvent {
  readonly type: 'session_updated'
  readonly sessionId?: string | undefined
  readonly instructions?: string | undefined
  readonly session: Readonly<Record<string, unknown>>
}
export interface SessionCreatedEvent {
  readonly type: 'session_created'
  readonly sessionId?: string | undefined
  readonly session: Readonly<Record<string, unknown>>
}
export interface AudioOutEvent {
  readonly type: 'audio_out'
  /** base64, exactly as received */
  readonly data: string
  readonly sampleRate: number
  readonly numChannels: number
  readonly samplesPerChannel?: number | undefined
  readonly itemId?: string | undefined
  readonly responseId?: string | undefined
  readonly contentIndex?: number | undefined
  /** Decoded on first use; 16-bit, interleaved where there is more than one channel. */
  readonly pcm: Int16Array
}
export interface SpeechStartedEvent {
  readonly type: 'input_audio_speech_started'
  /** On GA servers the *user* item that this speech will become. */
  readonly itemId?: string | undefined
  readonly audioStartMs?: number | undefined
}
export interface SpeechStoppedEvent {
  readonly type: 'input_audio_speech_stopped'
  readonly itemId?: string | undefined
  readonly audioEndMs?: number | undefined
}
export interface TranscriptDeltaEvent {
  readonly type: 'input_transcript_delta' | 'output_transcript_delta'
  readonly delta: string
  readonly itemId?: string | undefined
}
export interface TranscriptDoneEvent {
  readonly type: 'input_transcript_done' | 'output_transcript_done'
  readonly text: string
  readonly itemId?: string | undefined
  /** Of the user's words: what the transcription cost, which is billed apart from the responses. */
  readonly usage?: TranscriptionUsage | undefined
}
export interface ItemAddedEvent {
  readonly type: 'conversation_item_added'
  readonly item: WireItem
  readonly previousItemId?: string | undefined
}
export interface ItemDoneEvent {
  readonly type: 'conversation_item_done'
  readonly itemId?: string | undefined
  readonly item: WireItem
  readonly previousItemId?: string | undefined
}
export interface ResponseCreatedEvent {
  readonly type: 'response_created'
  readonly responseId?: string | undefined
  readonly usage?: Usage | undefined
  readonly status?: string | undefined
  /** What the request for it named; servers that begin by themselves have none, and some servers do not repeat it. */
  readonly metadata?: JsonObject | undefined
}
export interface ResponseEndedEvent {
  readonly type: 'response_done' | 'response_cancelled'
  readonly responseId?: string | undefined
  readonly usage?: Usage | undefined
  /** `completed`, `cancelled`, `incomplete` or `failed`. */
  readonly status?: string | undefined
  /** `turn_detected`, `client_cancelled`, `max_output_tokens`, `content_filter`. */
  readonly statusReason?: string | undefined
}
export interface HandoffRequestedEvent {
  readonly type: 'handoff_requested'
  /** quicksilver: the handoff's id; realtime: the call id, which `finishHandoff` answers. */
  readonly handoffId: string
  readonly itemId: string
  /** The request itself. */
  readonly inputTranscript: string
  /** What was said since the previous handoff, both roles, in order. */
  readonly activeTranscript: readonly TranscriptTurn[]
}
export interface NoopRequestedEvent {
  readonly type: 'noop_requested'
  readonly callId: string
  readonly itemId: string
}
export interface FunctionCallEvent {
  readonly type: 'function_call'
  readonly callId: string
  readonly itemId: string
  readonly name: string
  /** JSON text as the model wrote it; may be invalid. */
  readonly arguments: string
}
export interface ErrorEvent {
  readonly type: 'error'
  readonly message: string
  readonly code?: string | undefined
  /** `event_id` of the client event that caused it, where the server says so. */
  readonly eventId?: string | undefined
  /** The server ends the session (or will accept nothing more). */
  readonly fatal: boolean
}

/** Types of the events above, which have a form of their own. */
export type NamedEvent =
  | SessionUpdatedEvent
  | SessionCreatedEvent
  | AudioOutEvent
  | SpeechStartedEvent
  | SpeechStoppedEvent
  | TranscriptDeltaEvent
  | TranscriptDoneEvent
  | ItemAddedEvent
  | ItemDoneEvent
  | ResponseCreatedEvent
  | ResponseEndedEvent
  | HandoffRequestedEvent
  | NoopRequestedEvent
  | FunctionCallEvent
  | ErrorEvent

/** GA events without a form of their own: the wire name with `_` for every `.`, top-level fields in camelCase. */
export type PlainEventType =
  | 'conversation_created'
  | 'conversation_item_retrieved'
  | 'conversation_item_deleted'
  | 'conversation_item_truncated'
  | 'conversation_item_input_audio_transcription_segment'
  | 'conversation_item_input_audio_transcription_failed'
  | 'input_audio_buffer_committed'
  | 'input_audio_buffer_cleared'
  | 'input_audio_buffer_timeout_triggered'
  | 'input_audio_buffer_dtmf_event_received'
  | 'output_audio_buffer_started'
  | 'output_audio_buffer_stopped'
  | 'output_audio_buffer_cleared'
  | 'response_output_item_added'
  | 'response_output_item_done'
  | 'response_content_part_added'
  | 'response_content_part_done'
  | 'response_output_audio_done'
  | 'response_function_call_arguments_delta'
  | 'response_function_call_arguments_done'
  | 'response_mcp_call_arguments_delta'
  | 'response_mcp_call_arguments_done'
  | 'response_mcp_call_in_progress'
  | 'response_mcp_call_completed'
  | 'response_mcp_call_failed'
  | 'mcp_list_tools_in_progress'
  | 'mcp_list_tools_completed'
  | 'mcp_list_tools_failed'
  | 'rate_limits_updated'

export interface PlainEvent {
  readonly type: PlainEventType
  readonly itemId?: string
  readonly responseId?: string
  readonly callId?: string
  readonly previousItemId?: string
  readonly [field: string]: unknown
}

export type RealtimeEvent = NamedEvent | PlainEvent
export type RealtimeEventType = RealtimeEvent['type']
