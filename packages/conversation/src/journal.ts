import type { ApprovalAnswerer } from './approval/approval-machine.js'
import type { DeliveryKind, DeliveryPhase } from './delivery-machine.js'
import type { RunOutcome } from './agent.js'

/**
 * The Journal port: the durable, append-only record of a conversation. It holds the facts that promises rest on, not
 * every input; each implementation passes `describeJournal` of `@parley/conversation/testing`.
 */
export interface Journal {
  /**
   * Durable before it resolves. Idempotent by `recordId`: a second append of the same id changes nothing and
   * resolves. Appends keep their order. Rejects when the record could not be made durable: it is then not there.
   */
  append(record: JournalRecord): Promise<void>
  /** Records in the order of appending, from a position on; default all. Later appends need not be seen. */
  read(from?: number): AsyncIterable<StoredRecord>
  /** Idempotent; resolves when everything accepted is durable and nothing is open. */
  close(): Promise<void>
}

export interface StoredRecord {
  /** Counts from 0 without gaps. */
  readonly position: number
  readonly record: JournalRecord
}

/** JSON-able. `recordId` says what happened, not when: the same fact has the same id after a restart. */
export type JournalRecord = HandoffRecord | TaskEndedRecord | DeliveryRecord | ApprovalRecord

/** A request, with all that its agent needs: after this is durable the request cannot be lost. */
export interface HandoffRecord {
  readonly kind: 'handoff'
  readonly recordId: string
  readonly atMs: number
  readonly handoffId: string
  readonly input: string
  readonly envelope: string
  /** The new task, or the running one that the request steers. */
  readonly taskId: string
  readonly disposition: 'start' | 'steer'
}

export interface TaskEndedRecord {
  readonly kind: 'task-ended'
  readonly recordId: string
  readonly atMs: number
  readonly taskId: string
  readonly outcome: RunOutcome
  readonly result?: string
  readonly error?: string
  /** What the voice shall say of it; absent where the user has asked for the end. */
  readonly note?: string
}

export interface DeliveryRecord {
  readonly kind: 'delivery'
  readonly recordId: string
  readonly atMs: number
  readonly deliveryId: string
  readonly taskId: string
  readonly deliveryKind: DeliveryKind
  readonly phase: DeliveryPhase
}

/** A question of an agent, and what became of it: no permission is passed on before this is durable. */
export interface ApprovalRecord {
  readonly kind: 'approval'
  readonly version: 1
  readonly recordId: string
  readonly atMs: number
  readonly approvalId: string
  readonly taskId: string
  readonly permissionId: string
  readonly toolKind: string
  readonly title: string
  readonly phase: 'asked' | 'granted' | 'denied' | 'expired'
  readonly by?: ApprovalAnswerer
  /** What the user said, where a voice has answered. */
  readonly words?: { readonly itemId: string; readonly text: string }
}
