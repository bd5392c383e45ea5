import type { FeedEvent } from '@parley/wire'

/** One thing that happened in a conversation, with its number. */
export interface FeedEntry {
  /** Grows by one with each event of a conversation, over restarts too. */
  readonly sequence: number
  readonly atMs: number
  readonly event: FeedEvent
}

/** Numbers that were asked for and are kept no longer; both ends are missing too. */
export interface FeedGap {
  readonly from: number
  readonly to: number
}

export interface FeedPart {
  /** In order. */
  readonly entries: readonly FeedEntry[]
  readonly gap: FeedGap | undefined
}

/**
 * The EventStore port: what clients have missed, so that they can be given it. It is no record of truth (the journal is):
 * a store may forget the oldest and says so by a gap. All calls are synchronous, so that reading up to now and following
 * from now on leave nothing between them.
 */
export interface EventStore {
  open(conversationId: string): EventLog
}

export interface EventLog {
  /**
   * `onKept`: in the order of the numbers, as soon as a crash of this process cannot take the event back (at once where
   * nothing outlives the process), or where it cannot be kept. Who is told before that could be told the same again.
   */
  append(event: FeedEvent, atMs: number, onKept?: (entry: FeedEntry) => void): FeedEntry
  /** What is kept of what came after that number; 0 = everything. A number that was never given out leaves a gap up to what is kept. */
  readAfter(sequence: number): FeedPart
  /** Of the newest event; of the conversation before this one where it has none yet. */
  readonly lastSequence: number
  /** Idempotent. */
  close(): void
}
