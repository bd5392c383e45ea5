import type { MessageItem } from '../items.js'
import type { TextRole } from './dialect.js'

/** Text in the content type that its role demands: the assistant's own words are `output_text`, all else `input_text`. */
export function messageItem(text: string, role: TextRole): MessageItem {
  return { type: 'message', role, content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text }] }
}
