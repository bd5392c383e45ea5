import { buildLanguageModel } from '../language-model.js'
import type { LanguageModel } from '../language-model.js'
import { countPhrase, createNgramCounts } from '../ngram-counts.js'
import { countPattern } from './pattern-counts.js'
import { PHRASE_CLASSES } from './phrase-classes.js'
import { countPhrases, parsePattern } from './phrase-pattern.js'
import { PHRASE_PATTERNS } from './phrase-patterns.js'

/** How much one phrase of the user counts; a built-in pattern counts 2 and up. */
const USER_PHRASE_WEIGHT = 4

/**
 * The model of what people say to a working agent, and of phrases that the user expects. A pattern's weight grows
 * slowly with the number of its phrases, so that a pattern with a million phrases does not drown one with ten.
 */
export function buildDomainModel(userPhrases: readonly string[], order: number): LanguageModel {
  const counts = createNgramCounts(order)
  for (const text of PHRASE_PATTERNS) {
    const pattern = parsePattern(text, PHRASE_CLASSES)
    countPattern(counts, pattern, 2 * Math.max(1, countPhrases(pattern)) ** 0.35)
  }
  for (const phrase of userPhrases) {
    const words = toWords(phrase)
    if (words.length > 0) countPhrase(counts, words, USER_PHRASE_WEIGHT)
  }
  return buildLanguageModel(counts)
}

/** Words as dictionaries write them: lower case letters and apostrophes; everything else separates words. */
export function toWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[^\p{L}\p{M}']+/gu, ' ')
    .split(' ')
    .filter((word) => /\p{L}/u.test(word))
}
