import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PHRASE_CLASSES } from '../recognition/domain/phrase-classes.js'
import { parsePattern } from '../recognition/domain/phrase-pattern.js'
import type { PhrasePattern } from '../recognition/domain/phrase-pattern.js'
import { PHRASE_PATTERNS } from '../recognition/domain/phrase-patterns.js'
import { TEST_SENTENCES } from './test-sentences.js'

/** Where a pattern can end in a sentence, for each place where it can begin. */
function endsOf(pattern: PhrasePattern, words: readonly string[], starts: ReadonlySet<number>): Set<number> {
  const ends = new Set<number>()
  for (const { parts } of pattern) {
    let places: Set<number> = new Set(starts)
    for (const part of parts) {
      places =
        typeof part === 'string'
          ? new Set([...places].filter((place) => words[place] === part).map((place) => place + 1))
          : endsOf(part, words, places)
    }
    for (const place of places) ends.add(place)
  }
  return ends
}

test('no sentence of the measurement is a phrase of the patterns', () => {
  const patterns = PHRASE_PATTERNS.map((pattern) => parsePattern(pattern, PHRASE_CLASSES))
  const covered = TEST_SENTENCES.filter((sentence) => {
    const words = sentence.split(' ')
    return patterns.some((pattern) => endsOf(pattern, words, new Set([0])).has(words.length))
  })
  assert.deepEqual(covered, [])
})
