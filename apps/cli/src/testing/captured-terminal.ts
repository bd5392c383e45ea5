import type { Terminal } from '../terminal.js'

/** A terminal that keeps what is written to it. */
export interface CapturedTerminal extends Terminal {
  readonly outLines: readonly string[]
  readonly errLines: readonly string[]
}

export function createCapturedTerminal(): CapturedTerminal {
  const outLines: string[] = []
  const errLines: string[] = []
  return {
    outLines,
    errLines,
    out: (line) => void outLines.push(line),
    err: (line) => void errLines.push(line),
    json: (value) => void outLines.push(JSON.stringify(value)),
    style: (_style, text) => text,
  }
}
