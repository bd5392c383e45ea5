/** Words that change the manner of a request, not its meaning. Negations are never among them. */
const FILLERS = new Set([
  ...['please', 'um', 'uh', 'er', 'hm', 'hmm', 'well', 'okay', 'ok', 'so', 'hey', 'hi', 'just'],
  ...['a', 'an', 'the', 'can', 'could', 'would', 'will', 'you', 'me', 'for'],
])

/**
 * Whether two requests ask for the same thing: the same words in the same order, apart from case, punctuation and
 * filler words. Strict on purpose: one word of difference can be another request, and refusing that would lose it.
 */
export function isSameRequest(one: string, other: string): boolean {
  const words = meaningfulWords(one)
  return words !== '' && words === meaningfulWords(other)
}

function meaningfulWords(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}'’]+/gu) ?? []
  return words.filter((word) => !FILLERS.has(word)).join(' ')
}
