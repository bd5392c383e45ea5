import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJsonObject } from '@parley/wire'
import type { Finding } from './fuzz-target.js'

/** Cases that once did harm, one JSON object per line: `target`, `input`, and `problem` as it was then. */
const CORPUS = join(import.meta.dirname, '..', '..', 'fuzz', 'corpus.jsonl')

export function readCorpus(): readonly Finding[] {
  if (!existsSync(CORPUS)) return []
  return readFileSync(CORPUS, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(decodeCorpusLine)
}

function decodeCorpusLine(line: string): Finding {
  const { target, input, problem } = decodeJsonObject(line) ?? {}
  if (typeof target !== 'string' || !Array.isArray(input)) throw new TypeError(`corpus: ${line.slice(0, 100)}`)
  return { target, input: input.map(String), problem: String(problem) }
}

/** The line to put into the corpus with the fix. */
export function encodeCorpusLine({ target, input, problem }: Finding): string {
  return JSON.stringify({ target, problem: problem.split('\n')[0], input })
}
