import type { ClientEvent } from './client-events.js'

/** Stands before the last words of a handoff; the quotes belong to it. */
export const FINAL_MARKER = '"Agent Final Message":\n\n'

export function encodeHandoffAppend(handoffId: string, text: string): ClientEvent {
  return { type: 'conversation.handoff.append', handoff_id: handoffId, output_text: text }
}

export function encodeHandoffFinal(handoffId: string, text: string): ClientEvent {
  return encodeHandoffAppend(handoffId, FINAL_MARKER + text)
}

/** Splits an append's text into the words and whether they end the handoff. */
export function decodeHandoffText(outputText: string): { readonly text: string; readonly final: boolean } {
  const final = outputText.startsWith(FINAL_MARKER)
  return { text: final ? outputText.slice(FINAL_MARKER.length) : outputText, final }
}
