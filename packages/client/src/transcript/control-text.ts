const COLLABORATION_UPDATE = /^<realtime_collaboration_update>[\s\S]*<\/realtime_collaboration_update>$/
const ENVELOPE = /^<realtime_delegation>[\s\S]*<\/realtime_delegation>$/
const USER_PREFIX = '[USER] '

/**
 * True for text that steers the conversation and that nobody said: one whole `<realtime_collaboration_update>`
 * element, a `[BACKEND]` item, a delegation envelope.
 */
export function isControlText(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.startsWith('[BACKEND]') || ENVELOPE.test(trimmed) || isOneElement(trimmed)
}

function isOneElement(text: string): boolean {
  return COLLABORATION_UPDATE.test(text) && text.indexOf('</realtime_collaboration_update>') === text.length - 32
}

/** Codex marks typed words with `[USER] `; the mark is not part of them. */
export function withoutUserPrefix(text: string): string {
  return text.startsWith(USER_PREFIX) ? text.slice(USER_PREFIX.length) : text
}
