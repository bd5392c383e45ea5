export interface JsonLines {
  /** Bytes as they come; gives the lines that they complete, without line breaks, blank ones left out. */
  push(bytes: Uint8Array): readonly string[]
  /** Lines that were longer than allowed and are lost. */
  readonly skippedCount: number
}

/**
 * Bytes → lines, for messages of which one is one line. A line past the limit is skipped as a whole, never held and never
 * given in part: half a message is none.
 */
export function createJsonLines(maxLineBytes: number): JsonLines {
  let open: Uint8Array[] = []
  let openBytes = 0
  let isSkipping = false
  let skippedCount = 0

  const add = (part: Uint8Array): void => {
    openBytes += part.byteLength
    if (openBytes > maxLineBytes && !isSkipping) {
      isSkipping = true
      skippedCount += 1
      open = []
    }
    // A copy, so that a short line does not keep the whole block alive.
    if (!isSkipping && part.byteLength > 0) open.push(Uint8Array.from(part))
  }
  const take = (): string => {
    const line = isSkipping ? '' : Buffer.concat(open).toString('utf8')
    open = []
    openBytes = 0
    isSkipping = false
    return line
  }
  return {
    push(bytes) {
      const lines: string[] = []
      let start = 0
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        add(bytes.subarray(start, end))
        const line = take()
        if (line.trim() !== '') lines.push(line)
        start = end + 1
      }
      add(bytes.subarray(start))
      return lines
    },
    get skippedCount() {
      return skippedCount
    },
  }
}
