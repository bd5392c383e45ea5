/** What was said in one item, with the time of the conversation at which it was. */
export interface TranscriptEntry {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly itemId: string | undefined
  /** Since the conversation began. */
  readonly startMs: number
  /** Never before `startMs`. Of the assistant's speech: when its sound ends if it is played as it comes. */
  readonly endMs: number
  /** It was not said, or not heard, to its end; `text` is still all of it. */
  readonly isInterrupted: boolean
  /** What was heard of an interrupted text, where a player has told. */
  readonly heardText: string | undefined
}
