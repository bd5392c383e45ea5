import { createBoundedText } from '../run/bounded-text.js'
import { createOutputLines } from '../run/output-lines.js'

export interface CommandOutput {
  add(bytes: Uint8Array): void
  /** Nothing more comes: all of it, head and tail within 1 MiB. */
  end(): string
}

const MAX_RESULT_CHARACTERS = 1_048_576

/** A program's standard output as its result, within bounds, and in whole lines as it comes, without empty ones. */
export function createCommandOutput(onLines: (lines: string) => void): CommandOutput {
  const lines = createOutputLines()
  const result = createBoundedText(MAX_RESULT_CHARACTERS)

  const addLines = (more: readonly string[]): void => {
    if (more.length === 0) return
    result.append(`${more.join('\n')}\n`)
    const words = more.filter((line) => line !== '').join('\n')
    if (words !== '') onLines(words)
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
