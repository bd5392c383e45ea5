import { createBoundedText } from '../run/bounded-text.js'
import { createOutputLines } from '../run/output-lines.js'

export interface CommandOutput {
  addStdout(bytes: Uint8Array): void
  addStderr(bytes: Uint8Array): void
  /** Nothing more comes. */
  end(): { readonly result: string; readonly lastErrorLine: string }
}

const MAX_RESULT_CHARACTERS = 1_048_576

/** Keeps of a program's output what is needed at its end: the result within 1 MiB, and the last line of its complaints. */
export function createCommandOutput(onLine: (line: string) => void): CommandOutput {
  const stdout = createOutputLines()
  const stderr = createOutputLines()
  const result = createBoundedText(MAX_RESULT_CHARACTERS)
  let lastErrorLine = ''

  const addLines = (lines: readonly string[]): void => {
    for (const line of lines) {
      result.append(`${line}\n`)
      onLine(line)
    }
  }
  const addErrorLines = (lines: readonly string[]): void => {
    lastErrorLine = lines.findLast((line) => line.trim() !== '')?.trim() ?? lastErrorLine
  }
  return {
    addStdout(bytes) {
      addLines(stdout.push(bytes))
    },
    addStderr(bytes) {
      addErrorLines(stderr.push(bytes))
    },
    end() {
      addLines(stdout.end())
      addErrorLines(stderr.end())
      return { result: result.text.trim(), lastErrorLine }
    },
  }
}
