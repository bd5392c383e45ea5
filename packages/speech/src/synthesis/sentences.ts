/** How a text is cut into the pieces that a synthesizer speaks one by one. */
export interface SentenceOptions {
  /** Longest piece in UTF-16 code units; default 200. What cannot be spoken hangs on to a neighbour and does not count. */
  readonly maxCharacters?: number
  /** Whether an engine would make a sound of it; default: any letter or digit of any script. */
  readonly isPronounceable?: (text: string) => boolean
}

const DEFAULT_MAX_CHARACTERS = 200
const ABBREVIATION = /(?:^|[\s("'])(?:mr|mrs|ms|dr|prof|st|vs|no|nr|fig|approx|e\.g|i\.e|cf|[A-Z])\.\s*$/i
const CLAUSE_END = /[,;:)\]–—](?=\s)|\s[-–—](?=\s)/gu
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** True when the text has a letter or a digit of any script. */
export const hasLetterOrDigit = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/**
 * Cuts a text by sentence, long sentences by clause, long clauses by word, and words longer than the limit anywhere.
 * The pieces are exact substrings, white space included: joined they are the input. Every piece can be pronounced;
 * a text that cannot be pronounced at all has no pieces.
 */
export function splitIntoSentences(text: string, options: SentenceOptions = {}): string[] {
  const maxCharacters = Math.max(2, options.maxCharacters ?? DEFAULT_MAX_CHARACTERS)
  const isPronounceable = options.isPronounceable ?? hasLetterOrDigit
  const pieces = sentencesOf(text).flatMap((sentence) => cutLongPiece(sentence, maxCharacters))
  return attachSilentPieces(pieces, isPronounceable)
}

function sentencesOf(text: string): string[] {
  const sentences: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const before = sentences.at(-1)
    if (before !== undefined && ABBREVIATION.test(before)) sentences[sentences.length - 1] = before + segment
    else sentences.push(segment)
  }
  return sentences
}

function cutLongPiece(piece: string, maxCharacters: number): string[] {
  const cut: string[] = []
  let rest = piece
  while (rest.trimEnd().length > maxCharacters) {
    const position = cutPosition(rest, maxCharacters)
    cut.push(rest.slice(0, position))
    rest = rest.slice(position)
  }
  return [...cut, rest]
}

/** Where to cut a text that is longer than the limit: after the last clause in reach, else the last word, else anywhere. */
function cutPosition(text: string, maxCharacters: number): number {
  const reach = text.slice(0, maxCharacters + 1)
  const clauseEnd = [...reach.matchAll(CLAUSE_END)].at(-1)
  if (clauseEnd !== undefined && clauseEnd.index > 0) return clauseEnd.index + clauseEnd[0].length
  const space = reach.search(/\s\S*$/u)
  if (space > 0) return space
  const last = text.charCodeAt(maxCharacters - 1)
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff
  return isHighSurrogate ? maxCharacters - 1 : maxCharacters
}

/** White space, bullets, emoji and the like go with the piece before them, or with the first that can be spoken. */
function attachSilentPieces(pieces: readonly string[], isPronounceable: (text: string) => boolean): string[] {
  const attached: string[] = []
  let silentStart = ''
  for (const piece of pieces) {
    const before = attached.length - 1
    if (isPronounceable(piece)) {
      attached.push(silentStart + piece)
      silentStart = ''
    } else if (before >= 0) attached[before] = `${attached[before] ?? ''}${piece}`
    else silentStart += piece
  }
  return attached
}
