import type { AgentEvent, PermissionDecision, PermissionDetails, RunOutcome, ToolKind } from './agent.js'
import type { QuestionCloser } from './agent-questions/agent-question-machine.js'
import type { ApprovalAnswerer } from './approval/approval-machine.js'
import type { ApprovalWay } from './approval/approval-policy.js'
import type { DeliveryKind, DeliveryPhase } from './delivery-machine.js'
import type { TaskPhase } from './task-machine.js'
import type { ConnectPurpose } from './reconnect/reconnect-state.js'
import type { UsageReport } from './usage/usage-machine.js'

/** What happened, for a screen or a log. Everything but `audio` is JSON and comes out of the machine. */
export type ConversationEvent = ShownEvent | AudioEvent

/** Only without a sink: with one, speech goes there. */
export interface AudioEvent {
  readonly type: 'audio'
  readonly itemId: string
  readonly pcm: Int16Array
  readonly sampleRate: number
  readonly numChannels: number
}

export type ShownEvent =
  /** Final words of one item. */
  | {
      readonly type: 'transcript'
      readonly role: 'user' | 'assistant'
      readonly text: string
      readonly itemId: string | undefined
    }
  /** A request that is saved; `steer` joins the running task, `reply` answers its question, `duplicate` starts nothing. */
  | {
      readonly type: 'handoff'
      readonly handoffId: string
      readonly taskId: string
      readonly envelope: string
      readonly disposition: 'start' | 'steer' | 'reply' | 'duplicate'
    }
  | { readonly type: 'handoff-refused'; readonly handoffId: string; readonly reason: string }
  | TaskEvent
  /** The agent's words in full, as they come. */
  | { readonly type: 'update'; readonly taskId: string; readonly text: string }
  | { readonly type: 'activity'; readonly taskId: string; readonly activity: AgentActivity }
  | {
      readonly type: 'permission'
      readonly taskId: string
      readonly permissionId: string
      readonly toolKind: ToolKind
      readonly title: string
      /** It reaches outside the task's folder. */
      readonly isOutside: boolean
      /** What exactly will happen, as far as the agent tells; what is too long is cut and says so. */
      readonly details?: PermissionDetails
      /** `screen`: the voice only tells of it and cannot answer. `allow`, `deny`: a rule has answered; nobody is asked. */
      readonly way: ApprovalWay
      /** Without an answer it is denied then. */
      readonly expiresAtMs: number
    }
  /** It needs no answer any more: the agent has been told, or does not wait for it. */
  | {
      readonly type: 'permission-answered'
      readonly taskId: string
      readonly permissionId: string
      readonly decision: PermissionDecision
      readonly by: ApprovalAnswerer
    }
  /** An answer that came too late, and the one that counted. */
  | {
      readonly type: 'permission-already-answered'
      readonly taskId: string
      readonly permissionId: string
      readonly decision: PermissionDecision
      readonly by: ApprovalAnswerer
    }
  /** An agent needs words of the user; they go back by `replyToQuestion`, or by voice where `way` says so. */
  | {
      readonly type: 'question'
      readonly taskId: string
      readonly questionId: string
      readonly question: string
      /** Answers to choose from; others are as good. */
      readonly choices: readonly string[]
      /** Show no letter of the answer; it cannot be given by voice. */
      readonly isSecret: boolean
      readonly way: 'voice' | 'screen'
    }
  /** It needs no answer any more. */
  | {
      readonly type: 'question-closed'
      readonly taskId: string
      readonly questionId: string
      readonly by: QuestionCloser
    }
  /** An answer that came too late, and who was first. */
  | {
      readonly type: 'question-already-answered'
      readonly taskId: string
      readonly questionId: string
      readonly by: QuestionCloser
    }
  /** The program has started again, and the agent goes on with this task. */
  | { readonly type: 'task-resumed'; readonly taskId: string; readonly number: number }
  /** Hearing of an item was stopped: `text` is what was heard of its words, as far as the sound tells. */
  | {
      readonly type: 'heard-until'
      readonly itemId: string
      readonly text: string
      readonly playedMs: number
      readonly receivedMs: number
    }
  /** Only without a sink: whoever plays `audio` events stops now and forgets what is queued. */
  | { readonly type: 'playback-stopped' }
  /** It was no interruption: hearing goes on, and the `heard-until` before counts no longer. */
  | { readonly type: 'playback-resumed'; readonly itemId: string; readonly fromMs: number }
  /** The assistant has said something to the end; `deliveries` are the tasks whose results it carried. */
  | {
      readonly type: 'reply'
      readonly text: string
      readonly audioMs: number
      readonly itemId: string | undefined
      readonly responseId: string | undefined
      readonly deliveries: readonly string[]
      readonly isCut: boolean
    }
  | {
      readonly type: 'delivery'
      readonly taskId: string
      readonly deliveryId: string
      readonly kind: DeliveryKind
      readonly phase: DeliveryPhase
    }
  /** The voice has claimed an end that has not come; it was told so in these words. */
  | {
      readonly type: 'correction'
      readonly taskIds: readonly string[]
      readonly claim: string
      readonly text: string
    }
  | ConnectionPhaseEvent
  /** What everything has cost so far; after each response and transcription that says what it cost. */
  | ({ readonly type: 'usage' } & UsageReport)
  /** From here on nothing more is said; tasks go on. `text` is the last thing that the voice is asked to say. */
  | { readonly type: 'budget-passed'; readonly text: string }
  | {
      readonly type: 'error'
      readonly message: string
      readonly code: string | undefined
      /** The server accepts nothing more. */
      readonly isFatal: boolean
    }
  /** The last one. */
  | { readonly type: 'closed'; readonly reason: string }

/** How the line stands, of a conversation that opens its connections by itself. */
export type ConnectionPhaseEvent =
  | {
      readonly type: 'connection'
      readonly phase: 'connecting'
      readonly purpose: ConnectPurpose
      /** Counts from 0. */
      readonly attempt: number
    }
  | { readonly type: 'connection'; readonly phase: 'connected'; readonly purpose: ConnectPurpose }
  | {
      readonly type: 'connection'
      readonly phase: 'waiting'
      readonly attempt: number
      readonly delayMs: number
      readonly reason: string
    }
  /** Work goes on without a voice. */
  | { readonly type: 'connection'; readonly phase: 'given-up'; readonly reason: string }

export type TaskEvent =
  | { readonly type: 'task'; readonly taskId: string; readonly number: number; readonly phase: OpenTaskPhase }
  | {
      readonly type: 'task'
      readonly taskId: string
      readonly number: number
      readonly phase: RunOutcome
      readonly result: string | undefined
      readonly error: string | undefined
    }

export type OpenTaskPhase = Exclude<TaskPhase, RunOutcome>

/** What an agent does beside talking. */
export type AgentActivity = Extract<
  AgentEvent,
  { readonly type: 'progress' | 'plan' | 'tool-started' | 'tool-ended' | 'diff' | 'usage' }
>
