import type { JournalRecord } from '@parley/conversation'
import type { SeenEvent } from '../e2e/support/gateway-client.js'

/** What was seen of one conversation from outside, and what its journal says in the end. */
export interface ConversationHistory {
  readonly conversationId: string
  /** As its user got them, over all connections, in the order of their coming. */
  readonly seen: readonly SeenEvent[]
  /** Subscriptions that could not be given everything behind their cursor. */
  readonly gapCount: number
  /** Its journal, by the store's reader. */
  readonly records: readonly JournalRecord[]
  /** Numbers of all events that are stored. */
  readonly storedSequences: readonly number[]
}

export interface ChaosHistory {
  readonly conversations: readonly ConversationHistory[]
  /** Of processes that still run when every gateway has ended. */
  readonly leftProcesses: readonly string[]
  /** Notes of runs that nobody has taken back. */
  readonly leftNotes: readonly string[]
  /** Connections that a gateway has ended which was not killed. */
  readonly hangUps: readonly string[]
}
