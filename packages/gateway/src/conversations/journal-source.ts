import { createMemoryJournal, restoreConversation } from '@parley/conversation'
import type { Journal, JournalRecord, RestoredConversation } from '@parley/conversation'
import { readStoredVoice } from './stored-voice.js'
import type { StoredVoice } from './stored-voice.js'

export interface HostJournal extends Journal {
  /** Aborts when another process has taken the conversation over: it ends here then. */
  readonly lost?: AbortSignal
}

/** What is known of a conversation that is not in memory. */
export interface StoredConversation {
  readonly conversationId: string
  /** The first request in one short line. */
  readonly title: string | undefined
  readonly createdAtMs: number
  readonly openTaskCount: number
  /** Results that wait for a voice. */
  readonly undeliveredCount: number
}

/** Where the records of many conversations are: the part of a journal store that a host needs. */
export interface JournalSource {
  /** The host owns what it gets and closes it. Rejects when another process has that conversation. */
  open(conversationId: string): Promise<HostJournal>
  /** Conversations that have records, the newest first. */
  list?(): Promise<readonly StoredConversation[]>
  /** One of them; default: found in the list. */
  describe?(conversationId: string): Promise<StoredConversation | undefined>
}

/** Records that live as long as the process. */
export function createMemoryJournals(): JournalSource {
  return { open: async () => createMemoryJournal() }
}

export interface RestoredRecords {
  /** `undefined` = nothing was recorded. */
  readonly restored: RestoredConversation | undefined
  readonly voice: StoredVoice | undefined
}

export async function readRestored(journal: Journal): Promise<RestoredRecords> {
  const records: JournalRecord[] = []
  for await (const { record } of journal.read()) records.push(record)
  const restored = records.length === 0 ? undefined : restoreConversation(records)
  return { restored, voice: readStoredVoice(records) }
}
