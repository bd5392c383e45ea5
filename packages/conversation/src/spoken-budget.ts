/** Tokens of the longest text that a voice is given by default. */
export const SPOKEN_BUDGET = 1000

const LEFT_OUT = ' … The middle is left out; all of it is on the screen. … '

/** About how many tokens a model counts: four ASCII characters each, any other character one. */
export function estimateTokens(text: string): number {
  let quarters = 0
  for (const character of text) quarters += character <= '\u007f' ? 1 : 4
  return Math.ceil(quarters / 4)
}

/** Keeps the head and the tail of a spoken text that is longer than its budget, cut between sentences where it can be. */
export function fitSpokenBudget(text: string, maxTokens: number): string {
  if (estimateTokens(text) <= maxTokens) return text
  const room = maxTokens - estimateTokens(LEFT_OUT) - 2
  if (room < 8) return takeHead(text, Math.max(0, maxTokens))
  const head = takeHead(text, Math.floor(room * 0.6))
  const tail = takeTail(text, Math.floor(room * 0.4))
  return `${head}${LEFT_OUT}${tail}`.trim()
}

function takeHead(text: string, tokens: number): string {
  const head = takeCharacters([...text.slice(0, tokens * 8 + 8)], tokens).join('')
  const end = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '))
  if (end > head.length / 2) return head.slice(0, end + 1)
  const space = head.lastIndexOf(' ')
  return space > head.length / 2 ? head.slice(0, space) : head
}

function takeTail(text: string, tokens: number): string {
  const characters = [...text.slice(-(tokens * 8 + 8))].reverse()
  const tail = takeCharacters(characters, tokens).reverse().join('')
  const start = tail.search(/[.!?] /)
  if (start >= 0 && start < tail.length / 2) return tail.slice(start + 2)
  const space = tail.indexOf(' ')
  return space >= 0 && space < tail.length / 2 ? tail.slice(space + 1) : tail
}

function takeCharacters(characters: readonly string[], tokens: number): string[] {
  let quarters = 0
  const taken: string[] = []
  for (const character of characters) {
    quarters += character <= '\u007f' ? 1 : 4
    if (quarters > tokens * 4) break
    taken.push(character)
  }
  return taken
}
