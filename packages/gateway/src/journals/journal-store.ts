import type { Journal, StoredRecord } from '@parley/conversation'

/**
 * The JournalStore port: the journals of many conversations in one place. Promises rest on records; events are history
 * for a screen. Each implementation passes `describeJournalStore` of `@parley/gateway/testing`. Whoever opens a store
 * closes it.
 */
export interface JournalStore extends JournalReader {
  /**
   * Makes the caller the one owner of a conversation, which begins to exist with that; durable before it resolves.
   * Rejects with `refused` and the owner's name while somebody else owns it, unless `takeOver` says otherwise.
   */
  open(conversationId: string, options?: OpenJournalOptions): Promise<OwnedJournal>
  /**
   * Drops the records that later ones have made superfluous: `restoreConversation` gives the same before and after.
   * What stays keeps its position, what was dropped is still known by its id. Rejects with `refused` where there is no
   * such conversation.
   */
  compact(conversationId: string): Promise<Compaction>
  /** Removes a conversation with all that was said. False where there is none. Rejects with `refused` while it is owned. */
  delete(conversationId: string): Promise<boolean>
}

/** The reading half: another process may use it while the owner of the store writes. */
export interface JournalReader {
  /** Conversations, the newest first. */
  list(request?: ListRequest): Promise<ConversationPage>
  describe(conversationId: string): Promise<ConversationSummary | undefined>
  /**
   * Records in the order of appending from a position on. Positions rise; a compaction leaves gaps, and a reader who has
   * seen the records before `from` misses nothing by it. Fails with `refused` where there is no such conversation, and
   * with `internal`, naming the position, at a record that cannot be read.
   */
  read(conversationId: string, from?: number): AsyncIterable<StoredRecord>
  /** Events behind a sequence number, the oldest first. At most `limit`, default 1000. */
  readEvents(conversationId: string, afterSequence?: number, limit?: number): Promise<EventPage>
  /** Idempotent, never rejects; resolves when everything accepted is durable and nothing is open. */
  close(): Promise<void>
}

export interface OpenJournalOptions {
  /** Names the owner in errors: a page, a client. */
  readonly owner?: string
  /** The owner before is fenced: its appends are rejected, its `lost` aborts. Default: it stays and the opening is refused. */
  readonly takeOver?: boolean
  /**
   * How long an owner may be silent before another may have the conversation without `takeOver`; until somebody takes it, it
   * stays. On the monotonic clock. Default: for ever.
   */
  readonly leaseMs?: number
}

/** A conversation's journal, and the right to write it. `close` gives the right back. */
export interface OwnedJournal extends Journal {
  readonly conversationId: string
  /** Rises with every opening, over restarts too. */
  readonly epoch: number
  /** Aborts, with a ParleyError as its reason, when another has taken over. */
  readonly lost: AbortSignal
  /**
   * Gives an event, JSON-able, its sequence number and saves it soon. A number rises with every event, goes on rising
   * after a restart, and is given once for ever; one opening counts without gaps. A power failure may lose the newest
   * events, a full disk any: never their order. Throws `refused` or `closed` where `append` would reject. `onSettled` is
   * called in a later turn, in the order of the numbers, when a crash of this process cannot take the event back, or when
   * it could not be saved.
   */
  appendEvent(event: EventBody, onSettled?: () => void): number
  /**
   * As the store's, at once and with events that are still being saved: whoever reads and then follows in the same
   * turn misses nothing and sees nothing twice.
   */
  readEvents(afterSequence?: number, limit?: number): EventPage
}

export type EventBody = Readonly<Record<string, unknown>>

export interface StoredEvent {
  readonly sequence: number
  /** Of the wall clock, for people; the order is that of `sequence`. */
  readonly atMs: number
  readonly event: EventBody
}

export interface EventPage {
  readonly events: readonly StoredEvent[]
  /**
   * Numbers between which events are missing from this page, dropped by age or lost; both ends may be missing too.
   * Undefined where none is: that an opening begins with a new thousand million is no gap.
   */
  readonly gap: { readonly from: number; readonly to: number } | undefined
}

export interface ListRequest {
  /** `nextCursor` of the page before. */
  readonly cursor?: string
  /** Default 50. */
  readonly limit?: number
}

export interface ConversationPage {
  readonly conversations: readonly ConversationSummary[]
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined
}

export interface ConversationSummary {
  readonly conversationId: string
  /** The first request in one short line; undefined before it. */
  readonly title: string | undefined
  /** Of the wall clock, for people. */
  readonly createdAtMs: number
  readonly lastAtMs: number
  readonly recordCount: number
  readonly taskCount: number
  readonly openTaskCount: number
  /** Results that will be offered when the user is back. */
  readonly undeliveredCount: number
  /** Results that were offered in vain, or not heard to the end: only the screen shows them. */
  readonly missedCount: number
  /** Why its records cannot be read; the counts are then 0. Undefined where all is well. */
  readonly problem: string | undefined
}

export interface Compaction {
  readonly keptCount: number
  readonly droppedCount: number
}
