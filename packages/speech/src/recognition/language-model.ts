import type { NgramCounts } from './ngram-counts.js'

/** What is known after one history. */
export interface History {
  /** Probability of each word seen after it, the end of the phrase included; shorter histories' shares are inside. */
  readonly next: ReadonlyMap<string, number>
  /** Every other word has the shorter history's probability times this. */
  readonly backOff: number
}

/** An n-gram model. Histories are their words joined by a space; the empty one is the last resort. */
export type LanguageModel = ReadonlyMap<string, History>

const DISCOUNT = 0.5

/** Interpolated absolute discounting; counts may be fractions, and no word loses more than half of its count. */
export function buildLanguageModel(counts: NgramCounts): LanguageModel {
  const model = new Map<string, History>()
  const byLength = [...counts.byHistory].sort(([left], [right]) => wordCount(left) - wordCount(right))
  for (const [history, next] of byLength) model.set(history, toHistory(model, history, next))
  return model
}

const wordCount = (history: string): number => (history === '' ? 0 : history.split(' ').length)

/** The history without its first word. */
export function shorterHistory(history: string): string {
  const space = history.indexOf(' ')
  return space < 0 ? '' : history.slice(space + 1)
}

/** Probability of a word after a history, backing off as far as needed; 0 for a word never seen. */
export function wordProbability(model: LanguageModel, history: string, word: string): number {
  const entry = model.get(history)
  const seen = entry?.next.get(word)
  if (seen !== undefined) return seen
  if (history === '') return 0
  return (entry?.backOff ?? 1) * wordProbability(model, shorterHistory(history), word)
}

const discountOf = (count: number): number => Math.min(DISCOUNT, count / 2)

function toHistory(model: LanguageModel, history: string, counts: ReadonlyMap<string, number>): History {
  let total = 0
  let discounted = 0
  for (const count of counts.values()) {
    total += count
    discounted += discountOf(count)
  }
  if (history === '') return { next: mapValues(counts, (count) => count / total), backOff: 1 }
  const backOff = discounted / total
  const below = shorterHistory(history)
  const next = mapValues(
    counts,
    (count, word) => (count - discountOf(count)) / total + backOff * wordProbability(model, below, word),
  )
  return { next, backOff }
}

function mapValues(
  map: ReadonlyMap<string, number>,
  change: (value: number, key: string) => number,
): Map<string, number> {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]))
}
