import type { TranscriptTurn } from './realtime-event.js'

/** What an agent is given: the request and what was said around it. */
export interface Delegation {
  readonly input: string
  /** What was said since the previous handoff, in order, the request not included. */
  readonly transcript: readonly TranscriptTurn[]
  /** Where the text came from, when it is no request of the user (`transcript_tail_flush`). */
  readonly source?: string
}

/**
 * The delegation envelope: the text that an agent receives. The transcript's last line is always the request itself; it
 * is added where the user's last words were not that very text. With no request the transcript takes its place; `&`,
 * `<` and `>` are escaped and characters that could hide something are replaced, so that no transcript can close an
 * element.
 */
export function encodeDelegation(delegation: Delegation): string {
  const lines = delegation.transcript.map(lineFromTurn)
  const input = delegation.input.trim() === '' ? lines.join('\n') : delegation.input
  const request = `user: ${delegation.input}`
  const isTold = delegation.input.trim() === '' || lines.at(-1)?.trim() === request.trim()
  const all = isTold ? lines : [...lines, request]
  return [
    '<realtime_delegation>',
    ...(delegation.source === undefined ? [] : [`  <source>${escapeText(delegation.source)}</source>`]),
    `  <input>${escapeText(input)}</input>`,
    ...(all.length === 0 ? [] : [`  <transcript_delta>${escapeText(all.join('\n'))}</transcript_delta>`]),
    '</realtime_delegation>',
  ].join('\n')
}

function lineFromTurn(turn: TranscriptTurn): string {
  return `${turn.role}: ${turn.text}`
}

export interface DecodedDelegation {
  readonly input: string
  /** Lines as they stand in the envelope (`user: …`), the request included; empty when there was no transcript. */
  readonly transcriptDelta: string
  readonly source: string | undefined
}

const ENVELOPE =
  /^<realtime_delegation>\n(?: {2}<source>([^<>]*)<\/source>\n)? {2}<input>([^<>]*)<\/input>\n(?: {2}<transcript_delta>([^<>]*)<\/transcript_delta>\n)?<\/realtime_delegation>$/

/** Envelope → its parts, unescaped; `undefined` for any other text. */
export function decodeDelegation(envelope: string): DecodedDelegation | undefined {
  const match = ENVELOPE.exec(envelope)
  if (match === null) return undefined
  const [, source, input, transcriptDelta] = match
  return {
    input: unescapeText(input ?? ''),
    transcriptDelta: unescapeText(transcriptDelta ?? ''),
    source: source === undefined ? undefined : unescapeText(source),
  }
}

/** Control characters but tab and line break, and halves of surrogate pairs, become U+FFFD. */
function safeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, '\uFFFD')
}

function escapeText(text: string): string {
  return safeText(text.replaceAll('\r\n', '\n'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
