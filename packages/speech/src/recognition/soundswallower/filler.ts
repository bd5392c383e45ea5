import type { Pronunciation } from '../domain/pronunciations.js'
import type { FillerLoop } from '../word-graph.js'

const PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ')

const PREFIX = 'filler-'

/** One made-up word per sound of English. */
export const FILLER_PRONUNCIATIONS: readonly Pronunciation[] = PHONES.map((phone) => [
  PREFIX + phone.toLowerCase(),
  phone,
])

/**
 * Swallows words that the domain does not know. Entering must be dear enough that known words win when they were said,
 * and staying cheap enough that an unknown word is not pressed into known ones.
 */
export const FILLER_LOOP: FillerLoop = {
  words: FILLER_PRONUNCIATIONS.map(([word]) => word),
  enterProbability: 0.001,
  soundProbability: 0.15,
  leaveProbability: 0.5,
}

/** The text without what the loop swallowed. */
export function withoutFillers(text: string): string {
  return text
    .split(' ')
    .filter((word) => word !== '' && !word.startsWith(PREFIX))
    .join(' ')
}
