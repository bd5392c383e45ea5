import type { AgentTask, PermissionDecision } from './agent.js'
import type { ShownEvent } from './conversation-event.js'
import type { JournalRecord } from './journal.js'
import type { ConnectPurpose } from './reconnect/reconnect-state.js'
import type { ConnectionCall } from './realtime-connection.js'

/** What the machine asks its driver to do, as JSON. In order. */
export type ConversationEffect =
  /** Answered by `saved` or `save-failed`. */
  | { readonly type: 'save'; readonly record: JournalRecord }
  | { readonly type: 'send'; readonly call: ConnectionCall }
  /** Answered by `run-event` inputs, the last of which is `ended`. */
  | { readonly type: 'start-run'; readonly task: AgentTask }
  | { readonly type: 'steer-run'; readonly taskId: string; readonly handoffId: string; readonly text: string }
  | {
      readonly type: 'answer-run'
      readonly taskId: string
      readonly permissionId: string
      readonly decision: PermissionDecision
    }
  /** Without a handoff it came from a screen. Answered by `reply-failed` where the run does not take it. */
  | {
      readonly type: 'reply-run'
      readonly taskId: string
      readonly questionId: string
      readonly handoffId?: string
      readonly text: string
    }
  /** Goes on with work of an earlier process; answered as `start-run` is. */
  | { readonly type: 'resume-run'; readonly task: AgentTask; readonly resumeId: string }
  | { readonly type: 'cancel-run'; readonly taskId: string }
  | { readonly type: 'show'; readonly event: ShownEvent }
  /** The audio of this very input. */
  | { readonly type: 'play'; readonly itemId: string; readonly audioMs: number }
  | { readonly type: 'stop-playback' }
  /** What was stopped goes on from that position. */
  | { readonly type: 'resume-playback'; readonly itemId: string; readonly fromMs: number }
  /** Replaces the timer set before; a `tick` at that time. Without a time: no timer. */
  | { readonly type: 'set-timer'; readonly atMs: number | undefined }
  /** Answered by `connection-opened` or `connection-failed`. */
  | {
      readonly type: 'open-connection'
      readonly generation: number
      readonly attempt: number
      readonly purpose: ConnectPurpose
    }
  /** What is sent from here on goes to this one. */
  | { readonly type: 'use-connection'; readonly generation: number }
  /** With code 1000; nothing that it still says counts. */
  | { readonly type: 'close-connection'; readonly generation: number }
  /** What the microphone has kept while there was no connection, oldest first, before anything that comes now. */
  | { readonly type: 'send-kept-audio' }
  /** Nothing more will come out of this conversation. */
  | { readonly type: 'end' }

/** What is asked of a task's run. */
export type RunEffect = Extract<
  ConversationEffect,
  { readonly type: 'start-run' | 'resume-run' | 'steer-run' | 'answer-run' | 'reply-run' | 'cancel-run' }
>
