/** Bytes → lines, as they come in pieces of any size. */
export interface LineSplitter {
  /** Lines that are complete now, without their ends; empty ones are left out. */
  push(chunk: Uint8Array): readonly SplitLine[]
}

/** `too-long`: told once, when the limit is passed; the rest of that line is thrown away as it comes. */
export type SplitLine = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'too-long' }

const LINE_FEED = 0x0a

/** Keeps at most `maxBytes` of a line that has not ended. What is no UTF-8 is replaced, and fails as JSON if it matters. */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let parts: Uint8Array[] = []
  let size = 0
  let isSkipping = false

  const take = (piece: Uint8Array, lines: SplitLine[]): void => {
    if (isSkipping || piece.length === 0) return
    if (size + piece.length > maxBytes) {
      isSkipping = true
      parts = []
      size = 0
      lines.push({ kind: 'too-long' })
      return
    }
    // The chunk's memory may be its giver's.
    parts.push(piece.slice())
    size += piece.length
  }
  const endLine = (lines: SplitLine[]): void => {
    const text = isSkipping ? '' : Buffer.concat(parts).toString('utf8').trim()
    parts = []
    size = 0
    isSkipping = false
    if (text !== '') lines.push({ kind: 'line', text })
  }
  return {
    push(chunk) {
      const lines: SplitLine[] = []
      let start = 0
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        take(chunk.subarray(start, end), lines)
        endLine(lines)
        start = end + 1
      }
      take(chunk.subarray(start), lines)
      return lines
    },
  }
}
