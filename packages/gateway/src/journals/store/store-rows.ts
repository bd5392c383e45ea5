import type { EncodedRecord } from './record-form.js'

/**
 * What a store keeps, as plain synchronous reads and writes: what they mean is decided in one place for all stores.
 * Writes are only called inside a `Transact`.
 */
export interface StoreRows {
  find(conversationId: string): ConversationRow | undefined
  /** Newest first, those with a smaller key. */
  list(beforeKey: number, limit: number): readonly ConversationRow[]
  /** The highest epoch that a deleted conversation had. */
  epochFloor(): number
  /** Creates the conversation where there is none. */
  saveEpoch(conversationId: string, epoch: number, nowMs: number): void
  /** Changes nothing where the record's id is known. */
  appendRecord(key: number, record: EncodedRecord, nowMs: number): void
  readRecords(key: number, from: number, limit: number): readonly RecordRow[]
  /** All that were ever appended, and those whose bodies are still there. */
  countRecords(key: number): { readonly appended: number; readonly kept: number }
  /** Their bodies go, their ids and positions stay. */
  dropRecords(key: number, positions: readonly number[]): void
  appendEvent(key: number, event: EventRow): void
  countEvents(key: number): number
  /** Keeps so many of the newest. */
  pruneEvents(key: number, keep: number): void
  readEvents(key: number, afterSequence: number, limit: number): readonly EventRow[]
  remove(row: ConversationRow): void
}

export interface ConversationRow {
  /** Rises with every new conversation. */
  readonly key: number
  readonly conversationId: string
  readonly epoch: number
  readonly createdAtMs: number
  readonly lastAtMs: number
  /** Events up to here were dropped by age. */
  readonly prunedUntil: number
}

export interface RecordRow extends EncodedRecord {
  readonly position: number
}

export interface EventRow {
  readonly sequence: number
  readonly atMs: number
  readonly body: string
}

/**
 * Runs work in a transaction with all the other work of this turn, in the order of calling, and resolves after the
 * commit. `synced`: then on the disk. `lazy`: then in the hands of the operating system. Work may run twice, so it
 * changes nothing but rows, and what it throws as a ParleyError, before its first write, rejects only its own promise.
 */
export type Transact = <Value>(work: () => Value, durability: 'synced' | 'lazy') => Promise<Value>
