import { decodeJsonObject } from '../../json-object.js'
import type { ClientEvent } from './client-events.js'

/** Marks a user message that holds the background agent's words: context for the model, not the user's speech. */
export const BACKEND_PREFIX = '[BACKEND] '
/** Marks a typed message of the user, as Codex sends it. */
export const USER_PREFIX = '[USER] '

const argumentNames = ['input_transcript', 'input', 'text', 'prompt', 'query'] as const

/**
 * The request in a delegation call's arguments: the first of the known fields that is not blank, else the whole
 * argument text, also when it is no JSON.
 */
export function requestFromArguments(argumentText: string): string {
  const parsed = decodeJsonObject(argumentText)
  for (const name of argumentNames) {
    const value = parsed?.[name]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return argumentText
}

/** Agent output on its way to the model: a `[BACKEND] ` message, which waits for a `response.create` to be spoken. */
export function encodeHandoffAppend(text: string, itemId?: string): ClientEvent {
  return {
    type: 'conversation.item.create',
    item: {
      ...(itemId === undefined ? {} : { id: itemId }),
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: BACKEND_PREFIX + text }],
    },
  }
}

/** Answer to a tool call. Accepted only while the call lives in the server's current conversation. */
export function encodeFunctionOutput(callId: string, output: string): ClientEvent {
  return { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: callId, output } }
}
