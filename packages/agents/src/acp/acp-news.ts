import type { PlanStep, ToolKind } from '@parley/conversation'

/** What a session's agent tells while it works, in Parley's words. Decoded from `session/update`. */
export type AcpNews =
  | { readonly type: 'text'; readonly messageId: string | undefined; readonly text: string }
  | { readonly type: 'thought'; readonly text: string }
  | { readonly type: 'tool'; readonly tool: ToolNews }
  | { readonly type: 'plan'; readonly steps: readonly PlanStep[] }
  /** One line for people: a notice. */
  | { readonly type: 'notice'; readonly text: string }

/** What one message tells of a tool call; undefined = it says nothing of that, and what was known stays. */
export interface ToolNews {
  readonly toolId: string
  readonly status: ToolStatus | undefined
  readonly name: string | undefined
  readonly title: string | undefined
  readonly kind: ToolKind | undefined
  readonly command: string | undefined
  readonly workingDirectory: string | undefined
  /** As the agent writes them: absolute, or relative to the session's folder. */
  readonly paths: readonly string[] | undefined
  readonly changes: readonly FileChange[] | undefined
  /** Text that the agent has put beside it. */
  readonly reason: string | undefined
}

export type ToolStatus = 'pending' | 'running' | 'succeeded' | 'failed'

export interface FileChange {
  readonly path: string
  /** Undefined: a new file. */
  readonly oldText: string | undefined
  readonly newText: string
}

/** The four things that an agent may offer as an answer, by the id that picks them. */
export interface PermissionOffers {
  readonly allowOnce: string | undefined
  readonly allowAlways: string | undefined
  readonly rejectOnce: string | undefined
  readonly rejectAlways: string | undefined
}

export interface PermissionRequest {
  readonly tool: ToolNews
  readonly offers: PermissionOffers
}

/** How a prompt ended, as the agent says. `reason`: its own word, when it is none that the protocol knows. */
export interface PromptAnswer {
  readonly stopReason: 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled' | 'unknown'
  readonly reason: string
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
}

/** What the agent says of itself in its answer to `initialize`. */
export interface AgentIntroduction {
  readonly protocolVersion: number | undefined
  /** Name and version for people; undefined when it does not say. */
  readonly title: string | undefined
  readonly canLoad: boolean
  readonly canResume: boolean
  /** Ways to log in, each as one sentence part. */
  readonly logins: readonly string[]
}

/** What can be chosen in a session: the agent's models or modes. */
export interface SessionChoice {
  readonly what: 'model' | 'mode'
  /** Undefined: the older way, `session/set_mode`. */
  readonly configId: string | undefined
  readonly values: readonly string[]
}

export interface OpenedSession {
  readonly sessionId: string
  readonly choices: readonly SessionChoice[]
}
