import type { FunctionCallItem } from '@parley/wire'
import type { ServerEvent } from '@parley/wire/realtime'
import type { StoredItem } from './conversation-machine.js'

/** The message that a response is saying or writing now. */
export interface OpenMessage {
  readonly id: string
  readonly kind: 'text' | 'audio'
  readonly outputIndex: number
  readonly text: string
  readonly audioMs: number
}

export type ResponseEffect =
  | { readonly type: 'event'; readonly event: ServerEvent }
  /** The item takes its place in the conversation (of a response in the conversation). */
  | { readonly type: 'item-added'; readonly item: StoredItem }
  | { readonly type: 'item-done'; readonly item: StoredItem; readonly audioMs: number }

type CallItem = FunctionCallItem & { readonly id: string; readonly call_id: string }

/** Fields that say where in a response a part is. */
export function pointer(responseId: string, message: OpenMessage) {
  return { response_id: responseId, item_id: message.id, output_index: message.outputIndex, content_index: 0 }
}

export function messageItem(message: OpenMessage, status: 'in_progress' | 'completed' | 'incomplete'): StoredItem {
  const part =
    message.kind === 'text'
      ? { type: 'output_text', text: message.text }
      : { type: 'output_audio', transcript: message.text }
  return {
    id: message.id,
    object: 'realtime.item',
    type: 'message',
    status,
    role: 'assistant',
    content: status === 'in_progress' ? [] : [part],
  }
}

export function openMessageEvents(responseId: string, message: OpenMessage): readonly ResponseEffect[] {
  const item = messageItem(message, 'in_progress')
  const part = message.kind === 'text' ? { type: 'text', text: '' } : { type: 'audio', transcript: '' }
  return [
    event({
      type: 'response.output_item.added',
      response_id: responseId,
      output_index: message.outputIndex,
      item,
    }),
    { type: 'item-added', item },
    event({ type: 'response.content_part.added', ...pointer(responseId, message), part }),
  ]
}

export function closeMessageEvents(
  responseId: string,
  message: OpenMessage,
  status: 'completed' | 'incomplete',
): readonly ResponseEffect[] {
  const where = pointer(responseId, message)
  const item = messageItem(message, status)
  const { text } = message
  const isText = message.kind === 'text'
  return [
    ...(isText
      ? [event({ type: 'response.output_text.done', ...where, text })]
      : [
          event({ type: 'response.output_audio.done', ...where }),
          event({ type: 'response.output_audio_transcript.done', ...where, transcript: text }),
        ]),
    event({
      type: 'response.content_part.done',
      ...where,
      part: isText ? { type: 'text', text } : { type: 'audio', transcript: text },
    }),
    event({ type: 'response.output_item.done', response_id: responseId, output_index: message.outputIndex, item }),
    { type: 'item-done', item, audioMs: message.audioMs },
  ]
}

/** A whole tool call: responders hand over arguments in one piece, so there is one delta. */
export function callEvents(responseId: string, outputIndex: number, item: CallItem): readonly ResponseEffect[] {
  const begun = { ...item, status: 'in_progress', arguments: '' }
  const where = { response_id: responseId, item_id: item.id, output_index: outputIndex, call_id: item.call_id }
  const { name } = item
  return [
    event({ type: 'response.output_item.added', response_id: responseId, output_index: outputIndex, item: begun }),
    { type: 'item-added', item: begun },
    event({ type: 'response.function_call_arguments.delta', ...where, delta: item.arguments }),
    event({ type: 'response.function_call_arguments.done', ...where, name, arguments: item.arguments }),
    event({ type: 'response.output_item.done', response_id: responseId, output_index: outputIndex, item }),
    { type: 'item-done', item, audioMs: 0 },
  ]
}

function event(body: ServerEvent): ResponseEffect {
  return { type: 'event', event: body }
}
