/** How much of a text was heard when so much of its sound was played: whole words, rounded down. */
export function heardText(text: string, playedMs: number, receivedMs: number): string {
  const words = splitWords(text)
  return words.slice(0, heardCount(words.length, playedMs, receivedMs)).join(' ')
}

export function unheardText(text: string, playedMs: number, receivedMs: number): string {
  const words = splitWords(text)
  return words.slice(heardCount(words.length, playedMs, receivedMs)).join(' ')
}

export const countWords = (text: string): number => splitWords(text).length

/**
 * What is left to say of a text of which the first words were heard: from the beginning of the sentence in which hearing
 * stopped, because half a sentence is no way to go on. All of it where nothing was heard; never empty.
 */
export function restFromSentence(text: string, heardWords: number): string {
  const words = splitWords(text)
  if (heardWords <= 0) return text
  const start = words
    .slice(0, Math.min(heardWords, words.length - 1))
    .findLastIndex((word) => /[.!?…][)"'”’]*$/.test(word))
  return start < 0 ? text : words.slice(start + 1).join(' ')
}

const splitWords = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

function heardCount(wordCount: number, playedMs: number, receivedMs: number): number {
  return receivedMs <= 0 ? 0 : Math.floor((wordCount * Math.min(playedMs, receivedMs)) / receivedMs)
}
