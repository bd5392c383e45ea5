import type { TranscriptTurn } from '@parley/wire'
import { beginsAsControlText, isControlText } from './control-text.js'

/** What one item says, while it is written. */
export interface Entry {
  readonly role: 'user' | 'assistant'
  /** The item's id, or a name of our own while the server has not named it. */
  key: string
  itemId: string | undefined
  text: string
  isFinal: boolean
  /** What earlier handoffs were told of this entry. */
  reported: string
}

/** False for entries without words, and for control text. */
export function isSpoken(entry: Entry): boolean {
  if (entry.text.trim() === '') return false
  return entry.isFinal ? !isControlText(entry.text) : !beginsAsControlText(entry.text)
}

/**
 * What no handoff was told of this entry yet, and notes it as told. Text that grew gives what was added; text that was
 * corrected is told once more as a whole, because half of a correction says nothing.
 */
export function takeNews(entry: Entry): TranscriptTurn | undefined {
  const { role, reported } = entry
  const text = entry.text.trim()
  if (reported.startsWith(text)) return undefined
  entry.reported = text
  const news = text.startsWith(reported) ? text.slice(reported.length).trim() : text
  return news === '' ? undefined : { role, text: news }
}

/** True where an item's words can be those of an entry that the server has not named. */
export function canBe(entry: Entry, words: string): boolean {
  const [text, other] = [entry.text.trim(), words.trim()]
  return entry.isFinal ? text === other : other.startsWith(text) || text.startsWith(other)
}
