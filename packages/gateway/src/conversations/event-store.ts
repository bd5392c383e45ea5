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
  append(event: FeedEvent, atMs: number): FeedEntry
  /** What came after that number; 0 = everything. A number that was never given out leaves a gap up to what is kept. */
  readAfter(sequence: number): FeedPart
  /** Of the newest event; of the conversation before this one where it has none yet. */
  readonly lastSequence: number
  /** Idempotent. */
  close(): void
}
