/** How a decoded text differs from what was said. */
export interface WordErrors {
  /** Words to insert, remove or replace, at least. */
  readonly errors: number
  /** Words that were said. */
  readonly words: number
}

/** Case and punctuation do not count. */
export function countWordErrors(said: string, decoded: string): WordErrors {
  const reference = wordsOf(said)
  const hypothesis = wordsOf(decoded)
  let previous = Array.from({ length: hypothesis.length + 1 }, (_, index) => index)
  for (const [row, word] of reference.entries()) {
    const current = [row + 1]
    for (const [column, other] of hypothesis.entries()) {
      const replaced = (previous[column] ?? 0) + (word === other ? 0 : 1)
      current.push(Math.min((previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1, replaced))
    }
    previous = current
  }
  return { errors: previous.at(-1) ?? 0, words: reference.length }
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^a-z' ]+/g, ' ')
    .split(' ')
    .filter((word) => word !== '')
