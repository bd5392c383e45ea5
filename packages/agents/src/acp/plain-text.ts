// eslint-disable-next-line no-control-regex -- they are what this is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
// eslint-disable-next-line no-control-regex -- line breaks and tabs stay
const CONTROL_INSIDE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Somebody else's words on one line: no control characters, no line breaks, cut with `…`. */
export function plainLine(text: string, maxCharacters = 300): string {
  const line = text
    .slice(0, maxCharacters * 4)
    .replace(CONTROL, ' ')
    .trim()
  return (line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`).toWellFormed()
}

/** Somebody else's words with their lines: other control characters go. */
export function plainText(text: string): string {
  return text.replace(CONTROL_INSIDE, '').toWellFormed()
}

/** `text` within a limit: its head and its tail, and a line between that says that something is missing. */
export function boundedText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const half = Math.floor(maxCharacters / 2)
  return `${text.slice(0, half)}\n… text left out …\n${text.slice(-half)}`.toWellFormed()
}
