// eslint-disable-next-line no-control-regex -- terminal sequences are what this is about
const TERMINAL_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g
// eslint-disable-next-line no-control-regex -- so are control characters
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
/** They show text in another order than it has: what a person allows must be what is there. */
const DIRECTION_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g

export function withoutTerminalSequences(text: string): string {
  return text.replace(TERMINAL_SEQUENCES, '')
}

export function withoutControlCharacters(text: string): string {
  return text.replace(CONTROL_CHARACTERS, '')
}

/** Words of a program → text that does nothing but be read: no terminal sequences, no control characters but line breaks and tabs. */
export function toPlainText(text: string): string {
  return withoutControlCharacters(withoutTerminalSequences(text)).replace(DIRECTION_OVERRIDES, '\uFFFD').toWellFormed()
}

/** The same in one line of at most so many characters, the last of which says that more was there. */
export function toPlainLine(text: string, maxCharacters: number): string {
  const line = toPlainText(text).replace(/\s+/g, ' ').trim()
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`.toWellFormed()
}
