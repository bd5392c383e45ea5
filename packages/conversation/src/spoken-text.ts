import { fitSpokenBudget, SPOKEN_BUDGET } from './spoken-budget.js'
import { removeCodeAndTables } from './spoken-blocks.js'
import { speakInline } from './spoken-inline.js'

export interface SpokenTextOptions {
  /** Upper limit of the spoken text, in tokens of about four characters. Default 1,000. */
  readonly maxTokens?: number
}

/** What is said when a text holds nothing that a voice can say. */
export const NOTHING_TO_SAY = 'The details are on the screen.'

const MAX_CHARACTERS = 200_000

/**
 * The voice's rendering of an agent's Markdown: its sentences without code, tables, links, paths (their last part
 * stays) and hashes, within a budget that keeps head and tail. The screen shows the full text beside it. Blank in, blank
 * out; a text of which nothing can be said becomes a sentence that points at the screen. Never throws.
 */
export function spokenText(markdown: string, options: SpokenTextOptions = {}): string {
  const text = boundText(markdown)
  if (text.trim() === '') return ''
  const sentences = isJson(text) ? [] : removeCodeAndTables(text).map(speakInline).map(endSentence)
  const spoken = sentences.filter((sentence) => sentence !== '').join(' ')
  return spoken === '' ? NOTHING_TO_SAY : fitSpokenBudget(spoken, options.maxTokens ?? SPOKEN_BUDGET)
}

function boundText(markdown: string): string {
  const half = MAX_CHARACTERS / 2
  const text = markdown.length > MAX_CHARACTERS ? `${markdown.slice(0, half)}\n\n${markdown.slice(-half)}` : markdown
  return text.toWellFormed().replace(/\r\n?/g, '\n')
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A heading or a list item is a sentence to the ear. */
function endSentence(text: string): string {
  if (!/[\p{L}\p{N}]/u.test(text)) return ''
  return /[.!?…:;,]["')\]’”]*$/.test(text) ? text : `${text}.`
}
