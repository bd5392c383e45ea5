/** Words that carry no content: what is left decides whether something was said. Negations are content. */
const EMPTY_WORDS = new Set([
  ...['a', 'an', 'the', 'and', 'or', 'so', 'that', 'this', 'these', 'those', 'there', 'here', 'it', 'its', 'they'],
  ...['them', 'their', 'is', 'are', 'was', 'were', 'be', 'been', 'has', 'have', 'had', 'do', 'does', 'did', 'of', 'in'],
  ...['on', 'at', 'to', 'for', 'from', 'by', 'with', 'as', 'i', 'you', 'your', 'we', 'our', 'my', 'me', 'task', 'also'],
])
const NEGATIONS = new Set(['no', 'not', 'never', 'none', 'nothing', 'without', 'cannot', 'failed', 'fail'])

/** Short texts must be there as a whole; of longer ones a voice may leave out one word in five. */
const SHORT_TEXT_WORDS = 5
const ENOUGH = 0.8

/**
 * Whether what was said already tells a text: its numbers and its negations are all there, and at least four fifths of
 * its other words (all of them where there are five or fewer). A text that is all empty words is never covered. Leans
 * to "not covered": said twice is better than never.
 */
export function isCovered(text: string, said: string): boolean {
  const wanted = contentWords(text)
  if (wanted.size === 0) return false
  const there = contentWords(said)
  const isFirm = (word: string): boolean => /\p{N}/u.test(word) || NEGATIONS.has(word)
  if ([...wanted].some((word) => isFirm(word) && !there.has(word))) return false
  // A negation that the text does not have turns its meaning round.
  if ([...there].some((word) => NEGATIONS.has(word) && !wanted.has(word))) return false
  const found = [...wanted].filter((word) => there.has(word)).length
  return found / wanted.size >= (wanted.size <= SHORT_TEXT_WORDS ? 1 : ENOUGH)
}

function contentWords(text: string): ReadonlySet<string> {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/n['’]t\b/g, ' not')
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.filter((word) => !EMPTY_WORDS.has(word)).map(toStem))
}

/** Plurals and numbers in words: "three files" is "3 file". */
function toStem(word: string): string {
  const number = NUMBER_WORDS.indexOf(word)
  if (number >= 0) return String(number)
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

const NUMBER_WORDS: readonly string[] = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
]
