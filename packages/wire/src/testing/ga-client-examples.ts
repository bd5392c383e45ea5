import type { ClientEventType } from '../dialects/realtime/client-events.js'
import type { EventExample } from './ga-server-examples.js'

const input = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Good day.' }] }
const none = {}

/** Every client event of the GA protocol, in the order of its reference. */
export const gaClientExamples: Readonly<Record<ClientEventType, EventExample>> = {
  'session.update': { required: { session: { type: 'realtime' } }, optional: none },
  'input_audio_buffer.append': { required: { audio: 'AAABAA==' }, optional: none },
  'input_audio_buffer.commit': { required: none, optional: none },
  'input_audio_buffer.clear': { required: none, optional: none },
  'output_audio_buffer.clear': { required: none, optional: none },
  'conversation.item.create': { required: { item: input }, optional: { previous_item_id: 'root' } },
  'conversation.item.retrieve': { required: { item_id: 'item_1' }, optional: none },
  'conversation.item.truncate': {
    required: { item_id: 'item_1', content_index: 0, audio_end_ms: 1250 },
    optional: none,
  },
  'conversation.item.delete': { required: { item_id: 'item_1' }, optional: none },
  'response.create': {
    required: none,
    optional: {
      response: {
        audio: { output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'marin' } },
        conversation: 'none',
        input: [input, { type: 'item_reference', id: 'item_1' }],
        instructions: 'Say it briefly.',
        max_output_tokens: 200,
        metadata: { purpose: 'test' },
        output_modalities: ['audio'],
        parallel_tool_calls: false,
        prompt: { id: 'pmpt_1' },
        reasoning: { effort: 'low' },
        tool_choice: { type: 'function', name: 'f' },
        tools: [{ type: 'function', name: 'f', parameters: {} }],
      },
    },
  },
  'response.cancel': { required: none, optional: { response_id: 'resp_1' } },
}
