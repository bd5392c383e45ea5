import type { DialectName } from '@parley/wire'
import type { QuestionCloser } from './agent-questions/agent-question-machine.js'
import type { ApprovalAnswerer } from './approval/approval-machine.js'
import type { DeliveryKind, DeliveryPhase } from './delivery-machine.js'
import type { PermissionDetails, RunOutcome } from './agent.js'

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
export type JournalRecord =
  | HandoffRecord
  | TaskEndedRecord
  | DeliveryRecord
  | ApprovalRecord
  | QuestionRecord
  | RunRecord
  | TaskCancellingRecord
  | VoiceRecord

/** A request, with all that its agent needs: after this is durable the request cannot be lost. */
export interface HandoffRecord {
  readonly kind: 'handoff'
  readonly recordId: string
  readonly atMs: number
  readonly handoffId: string
  readonly input: string
  readonly envelope: string
  /** The new task, or the running one that the request steers or whose question it answers. */
  readonly taskId: string
  readonly disposition: 'start' | 'steer' | 'reply'
  /** The user gave it on a screen: no call of a voice waits for its answer. */
  readonly from?: 'screen'
  /** Of a reply: the question, as its agent calls it. */
  readonly questionId?: string
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
  readonly isOutside?: boolean
  readonly details?: PermissionDetails
  readonly phase: 'asked' | 'granted' | 'denied' | 'expired'
  readonly by?: ApprovalAnswerer
  /** What the user said, where a voice has answered. */
  readonly words?: { readonly itemId: string; readonly text: string }
}

/** That an agent needed words of the user, and what became of it. Without those words: some are secret. */
export interface QuestionRecord {
  readonly kind: 'question'
  readonly version: 1
  readonly recordId: string
  readonly atMs: number
  /** Of this asking. */
  readonly key: string
  readonly taskId: string
  readonly questionId: string
  readonly phase: 'asked' | 'answered' | 'withdrawn' | 'expired'
  readonly by?: QuestionCloser
}

/** Under this id the named agent can take the work up again. The newest of a task counts. */
export interface RunRecord {
  readonly kind: 'run'
  readonly version: 1
  readonly recordId: string
  readonly atMs: number
  readonly taskId: string
  readonly resumeId: string
  readonly agent: string
}

/** The user has ended a task that another process could take up again: it must not. */
export interface TaskCancellingRecord {
  readonly kind: 'task-cancelling'
  readonly version: 1
  readonly recordId: string
  readonly atMs: number
  readonly taskId: string
}

/**
 * What a voice of this conversation was opened with, and where its agent works: written by whoever keeps conversations
 * over the ends of processes. The newest counts. Folding the others back needs none of it.
 */
export interface VoiceRecord {
  readonly kind: 'voice'
  readonly version: 1
  readonly recordId: string
  readonly atMs: number
  readonly dialect: DialectName
  readonly workingDirectory?: string
  readonly outputModality?: 'text' | 'audio'
  readonly model?: string
  readonly voice?: string
  readonly prompt?: string
}
