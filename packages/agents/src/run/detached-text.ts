/** A copy: a slice of a large text keeps all of that text in memory for as long as it lives itself. */
export function detachedText(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
