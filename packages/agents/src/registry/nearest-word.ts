import { closest, distance } from 'fastest-levenshtein'

/** The known word that was probably meant; undefined where none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word === '' || known.length === 0) return undefined
  const found = closest(word.toLowerCase(), [...known])
  const isNear = distance(word.toLowerCase(), found.toLowerCase()) <= Math.max(1, Math.floor(found.length / 3))
  return isNear ? found : undefined
}
