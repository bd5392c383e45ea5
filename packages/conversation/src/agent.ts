/**
 * The Agent port: a program, a service or a function that does the work behind the voice. Adapters live in
 * `@parley/agents`; every one of them, fakes included, passes `describeAgent` of `@parley/conversation/testing`.
 */
export interface Agent {
  /** Short name for people: `command`, `codex`. */
  readonly name: string
  /** What this agent can do, as data: the machine decides by it, so it must not change while a conversation runs. */
  describe(): AgentDescription
  /**
   * Starts one execution of a task. Returns at once and never throws: a start that fails is an `ended` event with
   * outcome `failed`. An aborted `signal` is the same as `cancel()`. The caller owns the run and reads its events.
   */
  start(task: AgentTask, context: AgentContext): AgentRun
}

export interface AgentDescription {
  readonly name: string
  /** Runs have `steer`. */
  readonly canSteer: boolean
  /** Runs ask for permission and have `answer`. */
  readonly canAnswer: boolean
}

export interface AgentTask {
  readonly taskId: string
  /** What the agent is given: the delegation envelope, `<realtime_delegation>…`. */
  readonly envelope: string
  /** The request alone, as it stands in the envelope's `<input>`, not escaped: for titles and logs. */
  readonly input: string
  readonly workingDirectory?: string
}

export interface AgentContext {
  readonly signal?: AbortSignal
}

/** One execution of a task. A method that the agent lacks is absent, in agreement with `describe()`. */
export interface AgentRun {
  /** Unique among the agent's runs. */
  readonly runId: string
  /** One reader. Exactly one `ended` event, the last one, after which the iteration ends; it never throws. */
  readonly events: AsyncIterable<AgentEvent>
  /** More guidance for the running task. Rejects when the run cannot take it any more: it was then not taken. */
  steer?(text: string): Promise<void>
  /** Answers a `permission-requested` event. */
  answer?(permissionId: string, decision: PermissionDecision): Promise<void>
  /** Idempotent, never rejects; resolves when nothing of the run runs any more. */
  cancel(): Promise<void>
}

export type PermissionDecision = 'granted' | 'denied'

/** `silent` = context for the voice model and the screen; `speakable` = the voice may say it unasked. */
export type UpdateChannel = 'silent' | 'speakable'

export interface PlanStep {
  readonly text: string
  readonly status: 'pending' | 'running' | 'done'
}

export type AgentEvent =
  | { readonly type: 'update'; readonly text: string; readonly channel: UpdateChannel }
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'plan'; readonly steps: readonly PlanStep[] }
  | { readonly type: 'tool-started'; readonly toolId: string; readonly name: string; readonly title?: string }
  | { readonly type: 'tool-ended'; readonly toolId: string; readonly outcome: 'succeeded' | 'failed' }
  /** Unified diff of what the task has changed so far. */
  | { readonly type: 'diff'; readonly diff: string }
  | {
      readonly type: 'permission-requested'
      readonly permissionId: string
      readonly toolKind: string
      readonly title: string
    }
  | { readonly type: 'needs-input'; readonly questionId: string; readonly question: string }
  | { readonly type: 'usage'; readonly inputTokens?: number; readonly outputTokens?: number }
  | RunEnded

/** How a run ended. `error` is one sentence for people: it names the thing and the value. */
export type RunEnded = FinishedRun | UnfinishedRun

export interface FinishedRun {
  readonly type: 'ended'
  readonly outcome: 'finished'
  /** All of it, for the screen (Markdown). May be empty: the agent had nothing to say. */
  readonly result: string
  /** What the voice shall say, where the agent knows better than `spokenText(result)`. */
  readonly spoken?: string
}

export interface UnfinishedRun {
  readonly type: 'ended'
  readonly outcome: 'failed' | 'cancelled' | 'timed-out'
  readonly error?: string
  /** What it had said until then. */
  readonly result?: string
}

export type RunOutcome = RunEnded['outcome']
