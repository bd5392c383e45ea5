import { closest, distance } from 'fastest-levenshtein'

/** The known word that was probably meant; undefined where none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word === '' || known.length === 0) return undefined
  const found = closest(word.toLowerCase(), [...known])
  // Two letters that changed places are two edits; of a short word that would be half of it.
  const allowed = found.length < 5 ? 1 : Math.max(2, Math.floor(found.length / 3))
  return distance(word.toLowerCase(), found.toLowerCase()) <= allowed ? found : undefined
}
