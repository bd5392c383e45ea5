/** How often each word came after each history, as fractions are allowed. Histories are their words joined by a space. */
export interface NgramCounts {
  /** Longest sequence counted: 2 for pairs of words, 3 for three in a row. */
  readonly order: number
  readonly byHistory: Map<string, Map<string, number>>
}

/** Stands before the first word of every phrase. */
export const PHRASE_START = '<s>'
/** Stands after the last word of every phrase. */
export const PHRASE_END = '</s>'

export const createNgramCounts = (order: number): NgramCounts => ({ order, byHistory: new Map() })

export function addCount(counts: NgramCounts, history: readonly string[], word: string, weight: number): void {
  const key = history.join(' ')
  const next = counts.byHistory.get(key) ?? new Map<string, number>()
  counts.byHistory.set(key, next)
  next.set(word, (next.get(word) ?? 0) + weight)
}

/** Counts one phrase. */
export function countPhrase(counts: NgramCounts, words: readonly string[], weight: number): void {
  const padded = [PHRASE_START, ...words, PHRASE_END]
  for (let index = 1; index < padded.length; index++) {
    for (let length = 0; length < counts.order && length <= index; length++) {
      addCount(counts, padded.slice(index - length, index), padded[index] ?? '', weight)
    }
  }
}
