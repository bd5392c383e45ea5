const BACKEND_MARK = '[BACKEND]'
const USER_PREFIX = '[USER] '
const elementNames = ['realtime_collaboration_update', 'realtime_delegation'] as const

/**
 * True for text that steers the conversation and that nobody said: one whole `<realtime_collaboration_update>`
 * element, a `[BACKEND]` item, a delegation envelope.
 */
export function isControlText(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.startsWith(BACKEND_MARK) || elementNames.some((name) => isOneElement(trimmed, name))
}

/** True for text that is still growing and begins as control text does. */
export function beginsAsControlText(text: string): boolean {
  const trimmed = text.trimStart()
  return trimmed.startsWith(BACKEND_MARK) || elementNames.some((name) => opensElement(trimmed, name))
}

function isOneElement(text: string, name: string): boolean {
  const end = `</${name}>`
  return opensElement(text, name) && text.indexOf(end) === text.length - end.length
}

/** With attributes or without. */
function opensElement(text: string, name: string): boolean {
  return text.startsWith(`<${name}>`) || text.startsWith(`<${name} `)
}

/** Codex marks typed words with `[USER] `; the mark is not part of them. */
export function withoutUserPrefix(text: string): string {
  return text.startsWith(USER_PREFIX) ? text.slice(USER_PREFIX.length) : text
}
