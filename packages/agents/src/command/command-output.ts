import { createBoundedText } from '../run/bounded-text.js'
import { createOutputLines } from '../run/output-lines.js'

export interface CommandOutput {
  add(bytes: Uint8Array): void
  /** Nothing more comes: all of it, head and tail within 1 MiB. */
  end(): string
}

const MAX_RESULT_CHARACTERS = 1_048_576

/** A program's standard output as its result, within bounds, and line by line as it comes. */
export function createCommandOutput(onLine: (line: string) => void): CommandOutput {
  const lines = createOutputLines()
  const result = createBoundedText(MAX_RESULT_CHARACTERS)

  const addLines = (more: readonly string[]): void => {
    for (const line of more) {
      result.append(`${line}\n`)
      onLine(line)
    }
  }
  return {
    add(bytes) {
      addLines(lines.push(bytes))
    },
    end() {
      addLines(lines.end())
      return result.text.trim()
    },
  }
}
