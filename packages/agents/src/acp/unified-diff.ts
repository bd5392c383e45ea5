import { createTwoFilesPatch } from 'diff'
import type { FileChange } from './acp-news.js'

/** Larger texts, and texts that differ in more places, are not compared: it takes too long and nobody reads it. */
const MAX_CHARACTERS = 262_144
const MAX_EDITS = 2000

/** One file's change as a unified diff; `label` is how the file is called in it. */
export function unifiedDiff({ oldText, newText }: FileChange, label: string): string {
  const from = oldText === undefined ? '/dev/null' : `a/${label}`
  const isTooLong = newText.length + (oldText?.length ?? 0) > MAX_CHARACTERS
  const patch = isTooLong ? undefined : patchOf(from, `b/${label}`, oldText ?? '', newText)
  return patch ?? `--- ${from}\n+++ b/${label}\n(too much has changed to show)\n`
}

function patchOf(from: string, to: string, oldText: string, newText: string): string | undefined {
  const patch = createTwoFilesPatch(from, to, oldText, newText, undefined, undefined, {
    context: 3,
    maxEditLength: MAX_EDITS,
  })
  return patch?.replace(/^=+\n/, '')
}
