import type { ServerEventType } from '../dialects/realtime/server-events.js'

/** Fields of one event: those that every server sends, and those that it may leave out. */
export interface EventExample {
  readonly required: Readonly<Record<string, unknown>>
  readonly optional: Readonly<Record<string, unknown>>
}

const message = {
  id: 'item_1',
  object: 'realtime.item',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_audio', transcript: 'Good morning.' }],
}
const call = { id: 'item_2', type: 'function_call', status: 'completed', name: 'f', call_id: 'call_1', arguments: '{}' }
const ids = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 }
const callIds = { response_id: 'resp_1', item_id: 'item_2', output_index: 0, call_id: 'call_1' }
const mcpIds = { response_id: 'resp_1', item_id: 'item_3', output_index: 0 }
const transcribed = { item_id: 'item_0', content_index: 0 }
const previous = { previous_item_id: 'item_0' }

const usage = {
  total_tokens: 30,
  input_tokens: 20,
  output_tokens: 10,
  input_token_details: {
    text_tokens: 5,
    audio_tokens: 15,
    image_tokens: 0,
    cached_tokens: 4,
    cached_tokens_details: { text_tokens: 4, audio_tokens: 0, image_tokens: 0 },
  },
  output_token_details: { text_tokens: 2, audio_tokens: 8 },
}
const response = {
  id: 'resp_1',
  object: 'realtime.response',
  status: 'incomplete',
  status_details: { type: 'incomplete', reason: 'max_output_tokens' },
  output: [message, call],
  conversation_id: 'conv_1',
  output_modalities: ['audio'],
  max_output_tokens: 'inf',
  metadata: { purpose: 'test' },
  usage,
}
const none = {}

/** Every server event of the GA protocol, in the order of its reference. */
export const gaServerExamples: Readonly<Record<ServerEventType, EventExample>> = {
  error: {
    required: { error: { type: 'invalid_request_error', message: 'no such item' } },
    optional: {
      error: {
        type: 'invalid_request_error',
        message: 'no such item',
        code: 'item_not_found',
        param: 'item_id',
        event_id: 'e1',
      },
    },
  },
  'session.created': { required: { session: { id: 'sess_1', type: 'realtime' } }, optional: none },
  'session.updated': { required: { session: { id: 'sess_1', type: 'realtime' } }, optional: none },
  'conversation.created': {
    required: { conversation: {} },
    optional: { conversation: { id: 'conv_1', object: 'realtime.conversation' } },
  },
  'conversation.item.created': { required: { item: message }, optional: previous },
  'conversation.item.added': { required: { item: message }, optional: previous },
  'conversation.item.done': { required: { item: message }, optional: previous },
  'conversation.item.retrieved': { required: { item: message }, optional: none },
  'conversation.item.deleted': { required: { item_id: 'item_1' }, optional: none },
  'conversation.item.truncated': {
    required: { item_id: 'item_1', content_index: 0, audio_end_ms: 1250 },
    optional: none,
  },
  'conversation.item.input_audio_transcription.delta': {
    required: { item_id: 'item_0' },
    optional: { content_index: 0, delta: 'Good', logprobs: [{ token: 'Good', logprob: -0.1, bytes: [71] }] },
  },
  'conversation.item.input_audio_transcription.completed': {
    required: { ...transcribed, transcript: 'Good day.', usage: { type: 'duration', seconds: 1.5 } },
    optional: {
      usage: { type: 'tokens', total_tokens: 9, input_tokens: 6, output_tokens: 3, input_token_details: {} },
      languages: ['en'],
      logprobs: [],
    },
  },
  'conversation.item.input_audio_transcription.segment': {
    required: { ...transcribed, id: 'seg_1', speaker: 'A', start: 0, end: 1.5, text: 'Good day.' },
    optional: none,
  },
  'conversation.item.input_audio_transcription.failed': {
    required: { ...transcribed, error: {} },
    optional: { error: { type: 'server_error', code: 'audio_unintelligible', message: 'not understood', param: null } },
  },
  'input_audio_buffer.committed': { required: { item_id: 'item_0' }, optional: { previous_item_id: null } },
  'input_audio_buffer.cleared': { required: none, optional: none },
  'input_audio_buffer.speech_started': { required: { item_id: 'item_0', audio_start_ms: 320 }, optional: none },
  'input_audio_buffer.speech_stopped': { required: { item_id: 'item_0', audio_end_ms: 1820 }, optional: none },
  'input_audio_buffer.timeout_triggered': {
    required: { item_id: 'item_0', audio_start_ms: 0, audio_end_ms: 5000 },
    optional: none,
  },
  'input_audio_buffer.dtmf_event_received': { required: { event: '5', received_at: 1_763_114_644 }, optional: none },
  'output_audio_buffer.started': { required: { response_id: 'resp_1' }, optional: none },
  'output_audio_buffer.stopped': { required: { response_id: 'resp_1' }, optional: none },
  'output_audio_buffer.cleared': { required: { response_id: 'resp_1' }, optional: none },
  'response.created': { required: { response: { id: 'resp_1', status: 'in_progress' } }, optional: { response } },
  'response.done': { required: { response: { id: 'resp_1', status: 'completed' } }, optional: { response } },
  'response.cancelled': { required: none, optional: { response, response_id: 'resp_1' } },
  'response.output_item.added': {
    required: { response_id: 'resp_1', output_index: 0, item: message },
    optional: none,
  },
  'response.output_item.done': { required: { response_id: 'resp_1', output_index: 0, item: call }, optional: none },
  'response.content_part.added': { required: { ...ids, part: { type: 'audio' } }, optional: none },
  'response.content_part.done': {
    required: { ...ids, part: { type: 'audio' } },
    optional: { part: { type: 'text', text: 'Good morning.', transcript: null, audio: null } },
  },
  'response.output_text.delta': { required: { ...ids, delta: 'Good' }, optional: none },
  'response.output_text.done': { required: { ...ids, text: 'Good morning.' }, optional: none },
  'response.output_audio_transcript.delta': { required: { ...ids, delta: 'Good' }, optional: none },
  'response.output_audio_transcript.done': { required: { ...ids, transcript: 'Good morning.' }, optional: none },
  'response.output_audio.delta': {
    required: { ...ids, delta: 'AAABAA==' },
    optional: { sample_rate: 16_000, channels: 2, samples_per_channel: 1 },
  },
  'response.output_audio.done': { required: ids, optional: none },
  'response.function_call_arguments.delta': { required: { ...callIds, delta: '{"pro' }, optional: none },
  'response.function_call_arguments.done': {
    required: { ...callIds, name: 'background_agent', arguments: '{"prompt":"count"}' },
    optional: none,
  },
  'response.mcp_call_arguments.delta': { required: { ...mcpIds, delta: '{' }, optional: { obfuscation: 'x9' } },
  'response.mcp_call_arguments.done': { required: { ...mcpIds, arguments: '{}' }, optional: none },
  'response.mcp_call.in_progress': { required: { item_id: 'item_3', output_index: 0 }, optional: none },
  'response.mcp_call.completed': { required: { item_id: 'item_3', output_index: 0 }, optional: none },
  'response.mcp_call.failed': { required: { item_id: 'item_3', output_index: 0 }, optional: none },
  'mcp_list_tools.in_progress': { required: { item_id: 'item_3' }, optional: none },
  'mcp_list_tools.completed': { required: { item_id: 'item_3' }, optional: none },
  'mcp_list_tools.failed': { required: { item_id: 'item_3' }, optional: none },
  'rate_limits.updated': {
    required: { rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 0.5 }] },
    optional: none,
  },
}
