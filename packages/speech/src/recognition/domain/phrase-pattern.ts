import { ParleyError } from '@parley/wire'

/**
 * A pattern stands for a set of phrases: `(a|b)` is one of the alternatives, `(a|)` may be left out, `<name>` is one of
 * the alternatives of another pattern. Example: `(please|) open <file>`.
 */
export type PatternClasses = Readonly<Record<string, string>>

/** A parsed pattern: alternatives, each a sequence of words and further alternatives. */
export type PhrasePattern = readonly PatternSequence[]

export interface PatternSequence {
  /** How likely this alternative is beside its neighbours; they need not add up to anything. */
  readonly weight: number
  readonly parts: readonly (string | PhrasePattern)[]
}

/** Parses a pattern with its classes filled in. Throws where a parenthesis is open or a class is unknown. */
export function parsePattern(pattern: string, classes: PatternClasses, path: readonly string[] = []): PhrasePattern {
  const sequences = splitTopLevel(pattern).map((alternative) => ({
    weight: 1,
    parts: partsOf(alternative).map((part) => parsePart(part, classes, path)),
  }))
  return factorFirstWords(sequences)
}

function parsePart(part: string, classes: PatternClasses, path: readonly string[]): string | PhrasePattern {
  if (part.startsWith('(')) return parsePattern(part.slice(1, -1), classes, path)
  if (!part.startsWith('<')) return part
  const name = part.slice(1, -1)
  const pattern = classes[name]
  if (pattern === undefined || path.includes(name)) {
    throw new ParleyError('internal', `The phrase pattern <${name}> is unknown or contains itself.`)
  }
  return parsePattern(pattern, classes, [...path, name])
}

/** Splits at the bars that stand outside all parentheses. */
function splitTopLevel(pattern: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]
    if (character === '(') depth++
    if (character === ')') depth--
    if (character !== '|' || depth > 0) continue
    parts.push(pattern.slice(start, index))
    start = index + 1
  }
  return [...parts, pattern.slice(start)]
}

/** Groups in parentheses, class names and words, in order. */
function partsOf(sequence: string): string[] {
  const parts: string[] = []
  for (let rest = sequence.trim(); rest !== '';) {
    const length = rest.startsWith('(') ? groupLength(rest) : (/^[^\s(]+/.exec(rest)?.[0].length ?? rest.length)
    parts.push(rest.slice(0, length))
    rest = rest.slice(length).trimStart()
  }
  return parts
}

function groupLength(text: string): number {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++
    if (text[index] === ')' && --depth === 0) return index + 1
  }
  throw new ParleyError('internal', `A parenthesis is not closed in the phrase pattern "${text}".`)
}

/** `the page|the server|it` becomes `the (page|server)|it`: the same phrases, in far fewer paths to count. */
function factorFirstWords(sequences: readonly PatternSequence[]): PhrasePattern {
  const byFirstWord = new Map<string, PatternSequence[]>()
  const others: PatternSequence[] = []
  for (const sequence of sequences) {
    const [first] = sequence.parts
    if (typeof first !== 'string') others.push(sequence)
    else byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), sequence])
  }
  const factored = [...byFirstWord].map(([first, group]): PatternSequence => {
    const [only] = group
    if (only !== undefined && group.length === 1) return only
    const rests = group.map(({ weight, parts }) => ({ weight, parts: parts.slice(1) }))
    return { weight: totalWeight(group), parts: [first, factorFirstWords(rests)] }
  })
  return [...factored, ...others]
}

export const totalWeight = (sequences: PhrasePattern): number => sequences.reduce((sum, { weight }) => sum + weight, 0)

/** How many phrases a pattern stands for. */
export function countPhrases(pattern: PhrasePattern): number {
  const countParts = ({ parts }: PatternSequence): number =>
    parts.reduce((product, part) => product * (typeof part === 'string' ? 1 : countPhrases(part)), 1)
  return pattern.reduce((sum, sequence) => sum + countParts(sequence), 0)
}
