import type { DialectName } from '@parley/wire'
import type { Agent, PermissionDecision } from './agent.js'
import type { AgentQuestion } from './agent-questions/agent-question-machine.js'
import type { Approval } from './approval/approval-machine.js'
import type { AudioSink } from './audio-sink.js'
import type { ConversationStats } from './backpressure/conversation-stats.js'
import type { Clock } from './clock.js'
import type { ConversationEvent } from './conversation-event.js'
import type { RecordedStep } from './conversation-log.js'
import type {
  ApprovalSettings,
  ConversationLimits,
  ConversationSettings,
  HandoffPolicy,
} from './conversation-settings.js'
import type { TranscriptEntry } from './export/transcript-entry.js'
import type { Journal } from './journal.js'
import type { AudioFrame, RealtimeConnection } from './realtime-connection.js'
import type { Task } from './task-machine.js'
import type { PriceTable } from './usage/price-table.js'
import type { UsageBudget } from './usage/usage-machine.js'
import type { Connect } from './reconnect/connection-source.js'
import type { ReconnectSettings } from './reconnect/reconnect-settings.js'
import type { RestoredConversation } from './restore/restore-conversation.js'
import type { SpokenEntry } from './session-seed/history-steps.js'
import type { MissedResult } from './tools/missed-results.js'

/** With one open connection: when it is lost the work goes on without a voice. */
export interface ConversationOptions extends ConversationBasics {
  /** Open. The conversation owns it from here on: it is its one reader and closes it. */
  readonly connection: RealtimeConnection
}

/** With a way to open connections: a lost one is replaced, and each before its session ends. */
export interface ReconnectingConversationOptions extends ConversationBasics {
  /**
   * Opens a connection, each time with the same session configuration. The conversation owns what it gets. Rejects with
   * the client's errors: a refused key or configuration is not tried again.
   */
  readonly connect: Connect
  /** Of the connections that it opens; default `realtime`. */
  readonly dialect?: DialectName
  readonly reconnect?: Partial<ReconnectSettings>
  /** So much of the microphone is kept while there is no connection; default 30,000. The oldest is dropped and counted. */
  readonly maxKeptAudioMs?: number
  /** Chance for the waiting times, from [0, 1); default `Math.random`. */
  readonly jitter?: () => number
}

export interface ConversationBasics {
  /** Stays the caller's. */
  readonly agent: Agent
  /** Stays the caller's, who closes it after the conversation has ended. Default: memory. */
  readonly journal?: Journal
  readonly sink?: AudioSink
  /** What `restoreConversation` makes of the journal's records: the conversation goes on from there. Default: a new one. */
  readonly restored?: RestoredConversation
  readonly clock?: Clock
  /** What a second request does while a task runs. Default `steer`, for agents that can; else `queue`. */
  readonly policy?: HandoffPolicy
  /** Tasks at once under policy `parallel`; default 4. */
  readonly maxParallel?: number
  readonly workingDirectory?: string
  readonly limits?: Partial<ConversationLimits>
  /** Which permission requests are allowed, asked about or denied, and how long they stay open. */
  readonly approvals?: Partial<ApprovalSettings>
  /** What tokens cost; default `listPrices`, which are dated: replace them with what your contract says. */
  readonly prices?: PriceTable
  /** When it is passed nothing more is said; tasks go on. Default: no budget. */
  readonly budget?: UsageBudget
  /** Gets every input with its effects, in order, for replay with `settings`: see `createRecorder`. Must not throw. */
  readonly record?: (step: RecordedStep, settings: ConversationSettings) => void
}

/** What the person has: speech and text in and out, tasks and their results. */
export interface Conversation {
  /** Everything that happens. One reader; a bounded queue (see `stats`). Ends after `closed`. */
  readonly events: AsyncIterable<ConversationEvent>
  /** Of the machine: what a replay of its recording needs. */
  readonly settings: ConversationSettings
  /** Never waits. Throws what a given connection throws: for a wrong sample rate, or after its end. */
  sendAudio(frame: AudioFrame): void
  /** Typed words of the user; the voice is asked to answer. */
  sendText(text: string): void
  /**
   * Has the voice say this as it is, in a response of its own, when nobody else speaks; `delivery` events of kind `speech` tell
   * what becomes of it. Throws `refused` when 16 texts wait already.
   */
  say(text: string): void
  /** What of it has not been said is not wanted any more. */
  dropSpeech(): void
  /** Ends a task, not speech. A task that has ended already stays as it is. */
  cancelTask(taskId: string): void
  /**
   * Further words for a running task, from a screen: saved, then given to its agent. Where the task has ended, or its agent takes
   * no guidance, an event `handoff-refused` says so; words that the run turns down become a task of their own.
   */
  steerTask(taskId: string, text: string): void
  /** From a screen. The first answer counts, whoever gives it; a later one is told by an event. */
  answerPermission(taskId: string, permissionId: string, decision: PermissionDecision): void
  /** The user's words for an agent's question, from a screen. The first answer counts; a later one is told by an event. */
  replyToQuestion(taskId: string, questionId: string, text: string): void
  /** Ends speech, not tasks. What was being said is not offered again. */
  stopSpeaking(): void
  /** Ends speech, every task, requests on their way to becoming one, and what was still to be said. */
  stopAll(): void
  /** The player's word: so many milliseconds of the item have really been played. */
  reportPlayed(itemId: string, playedMs: number): void
  /** Every task so far, oldest first. */
  readonly tasks: readonly Task[]
  /** What was said and when, in the order in which it began: for `exportTranscript`. */
  readonly transcriptEntries: readonly TranscriptEntry[]
  /** What agents have asked to do, answered or not, oldest first: for a screen that comes later. Old answers are left out. */
  readonly approvals: readonly Approval[]
  /** What agents have asked the user, answered or not, oldest first. Old ones that are closed are left out. */
  readonly questions: readonly AgentQuestion[]
  /** Results that were given up before the user has heard them. */
  readonly missed: readonly MissedResult[]
  /** Everything said so far, over all connections, in item order. */
  readonly transcript: readonly SpokenEntry[]
  readonly stats: ConversationStats
  /** Resolves when nothing runs any more; never rejects. */
  readonly ended: Promise<ConversationEnd>
  /** Cancels every task, waits for their ends, closes the connection. Idempotent, never rejects. */
  close(): Promise<void>
}

export interface ConversationEnd {
  /** How the connection ended. */
  readonly reason: string
}
