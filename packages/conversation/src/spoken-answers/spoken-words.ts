/** Longest utterance that a grammar reads; a longer one is no plain answer to anything. */
const MAX_CHARACTERS = 240

/** An utterance as the grammars read it: plain words, and whether it is put as a question. */
export interface SpokenWords {
  readonly words: readonly string[]
  readonly isQuestion: boolean
  /** Something that no recognizer writes: markup, other scripts, digits mixed in. Such text is never plain consent. */
  readonly isStrange: boolean
}

const questionStarts: ReadonlySet<string> = new Set(
  (
    'what why how which who whom whose when where is are am was were do does did can could should would will shall ' +
    'may might must has have had isnt arent wasnt werent doesnt didnt cant couldnt shouldnt wouldnt wont havent hasnt'
  ).split(' '),
)
/** Words before a question that do not change that it is one: “okay, is that safe”. */
const leadIns: ReadonlySet<string> = new Set('okay ok so well but and um uh er hm hmm wait hey oh right'.split(' '))
/** “do it”, “do not” and “have at it” begin like questions and are orders. */
const orders: ReadonlySet<string> = new Set([
  'do it',
  'do that',
  'do this',
  'do so',
  'do not',
  'do nothing',
  'will do',
  'have at',
])

/** Text of a transcript → its words: lower case, no punctuation, apostrophes taken out (“don’t” → `dont`). Linear. */
export function readWords(text: string): SpokenWords {
  const plain = text
    .slice(0, MAX_CHARACTERS + 1)
    .normalize('NFKC')
    .toLowerCase()
  const words = plain
    .replace(/['’ʼ`´]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return {
    words,
    isQuestion: plain.includes('?') || startsLikeQuestion(words),
    isStrange:
      plain.length > MAX_CHARACTERS ||
      /[^\p{L}\s.,!?;:'’ʼ`´"“”…–—-]/u.test(plain) ||
      /[^\p{Script=Latin}\P{L}]/u.test(plain),
  }
}

function startsLikeQuestion(words: readonly string[]): boolean {
  const start = words.findIndex((word) => !leadIns.has(word))
  const first = words[start]
  if (first === undefined || !questionStarts.has(first)) return false
  return !orders.has(`${first} ${words[start + 1] ?? ''}`)
}

/** True where the phrase's words stand somewhere in the utterance, one after another. */
export function containsPhrase(words: readonly string[], phrase: string): boolean {
  return ` ${words.join(' ')} `.includes(` ${phrase} `)
}

/** The words with every occurrence of the phrases taken out, longer phrases first. */
export function withoutPhrases(words: readonly string[], phrases: readonly string[]): readonly string[] {
  let text = ` ${words.join(' ')} `
  for (const phrase of phrases.toSorted((a, b) => b.length - a.length)) {
    while (text.includes(` ${phrase} `)) text = text.replace(` ${phrase} `, ' ')
  }
  return text.split(' ').filter((word) => word !== '')
}
