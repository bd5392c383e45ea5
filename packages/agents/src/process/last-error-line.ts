import type { Readable } from 'node:stream'
import { createOutputLines } from '../run/output-lines.js'

const MAX_CHARACTERS = 500

/** Reads a program's standard error to its end and keeps the last line that says something, cleaned and cut. */
export function watchErrorLines(errors: Readable): { readonly last: string } {
  const lines = createOutputLines()
  let last = ''
  const keep = (more: readonly string[]): void => {
    last =
      more
        .findLast((line) => line.trim() !== '')
        ?.trim()
        .slice(0, MAX_CHARACTERS)
        .toWellFormed() ?? last
  }
  errors.on('data', (bytes: Buffer) => {
    keep(lines.push(bytes))
  })
  errors.once('close', () => {
    keep(lines.end())
  })
  return {
    get last() {
      return last
    },
  }
}
