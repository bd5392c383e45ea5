import type { EventBody, JournalReader, JournalStore } from '../journals/journal-store.js'
import type { JournalRecord, StoredRecord } from '@parley/conversation'

/** What a check of the acceptance suite needs of a store; each check gets a new, empty one. */
export interface JournalStoreHarness {
  readonly store: JournalStore
  /** A store whose retention is so many events. */
  readonly maxEvents: number
  /**
   * The store that a new process would find if this one were killed at the moment of the call, before any other code runs;
   * left out by stores that end with their process.
   */
  readonly afterKill?: () => Promise<JournalStore>
  /** Moves the store's wall clock, and nothing else. */
  readonly moveWallClock: (byMs: number) => void
  /** Moves the store's monotonic clock. */
  readonly passTime: (byMs: number) => void
  /** Closes the store, and what `afterKill` gave, and removes what they leave. */
  readonly dispose: () => Promise<void>
}

/** One statement about every store, as a function: it throws where the statement does not hold. */
export interface JournalStoreCheck {
  readonly title: string
  /** Only for stores that outlive their process. */
  readonly needsRestart: boolean
  readonly run: (harness: JournalStoreHarness) => Promise<void>
}

export function requestRecord(number: number): Extract<JournalRecord, { kind: 'handoff' }> {
  const handoffId = `call_${number}`
  return {
    ...{ kind: 'handoff', recordId: `handoff:${handoffId}`, atMs: number, handoffId, disposition: 'start' },
    ...{ input: `request ${number}\n\u0000\ud800 \u2028 "é" 🎧`, envelope: '<realtime_delegation/>' },
    taskId: `task_${handoffId}`,
  }
}

export function endRecord(number: number): JournalRecord {
  const taskId = `task_call_${number}`
  return {
    ...{ kind: 'task-ended', recordId: `task-ended:${taskId}`, atMs: number, taskId },
    ...{ outcome: 'finished', result: `Result ${number}.`, note: `Task ${number} is done.` },
  }
}

export function deliveryRecord(
  number: number,
  phase: 'pending' | 'sent' | 'spoken' | 'heard' | 'missed',
): JournalRecord {
  const deliveryId = `task_call_${number}:result`
  return {
    ...{ kind: 'delivery', recordId: `delivery:${deliveryId}:${phase}:1`, atMs: number, deliveryId },
    ...{ taskId: `task_call_${number}`, deliveryKind: 'result', phase },
  }
}

export async function readStored(
  reader: Pick<JournalReader, 'read'>,
  conversationId: string,
  from?: number,
): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = []
  for await (const stored of reader.read(conversationId, from)) records.push(stored)
  return records
}

export async function readIds(
  reader: Pick<JournalReader, 'read'>,
  conversationId: string,
  from?: number,
): Promise<readonly string[]> {
  return (await readStored(reader, conversationId, from)).map(({ record }) => record.recordId)
}

export async function readEventBodies(
  reader: Pick<JournalReader, 'readEvents'>,
  conversationId: string,
  after?: number,
): Promise<readonly EventBody[]> {
  return (await reader.readEvents(conversationId, after)).events.map(({ event }) => event)
}
