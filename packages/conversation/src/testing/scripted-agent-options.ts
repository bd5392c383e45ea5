import type { AgentEvent, AgentTask, PermissionDecision } from '../agent.js'

/**
 * What a run says: a list, after which it finishes by itself, or a function of its task, and of the id under which it is
 * resumed. `hang` = wait to be told something or to be cancelled.
 */
export type AgentScript =
  readonly ScriptedEvent[] | ((task: AgentTask, resumeId: string | undefined) => readonly ScriptedEvent[])
export type ScriptedEvent = AgentEvent | { readonly type: 'hang' }

export interface ScriptedAgentOptions {
  readonly canSteer?: boolean
  readonly canAnswer?: boolean
  readonly canReply?: boolean
  readonly canResume?: boolean
  /** What a run says when it is told something. Default: nothing. */
  readonly onSteered?: (text: string) => readonly AgentEvent[]
  readonly onAnswered?: (decision: PermissionDecision) => readonly AgentEvent[]
  readonly onReplied?: (text: string) => readonly AgentEvent[]
}

/** One run of a scripted agent, as a test sees it. */
export interface ScriptedRun {
  readonly task: AgentTask
  /** The id under which it was resumed; `undefined` = it was started. */
  readonly resumeId: string | undefined
  /** Says something more, of a script that hangs. */
  say(event: AgentEvent): void
  readonly steeredWith: readonly string[]
  readonly answers: readonly { readonly permissionId: string; readonly decision: PermissionDecision }[]
  readonly replies: readonly { readonly questionId: string; readonly text: string }[]
  readonly isEnded: boolean
}
