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
  /**
   * Goes on with work that an earlier process had begun and that died with it. `resumeId` is the last one that a
   * `resumable` event of that work has told. Otherwise like `start`: what cannot be resumed is an end that says so.
   */
  resume?(task: AgentTask, resumeId: string, context: AgentContext): AgentRun
  /** Ends what the agent keeps between runs: warm processes, sockets. Its runs are cancelled. Idempotent, never rejects. */
  close?(): Promise<void>
}

/** Each `can…` says that the method of that name is there; what is false is absent. */
export interface AgentDescription {
  readonly name: string
  /** Runs have `steer`. */
  readonly canSteer: boolean
  /** Runs ask for permission and have `answer`. */
  readonly canAnswer: boolean
  /** Runs ask questions and have `reply`. Default false. */
  readonly canReply?: boolean
  /** The agent has `resume`. Default false. */
  readonly canResume?: boolean
  /** A later task of the same agent knows what the earlier ones were about. Default false. */
  readonly keepsContext?: boolean
}

export interface AgentTask {
  readonly taskId: string
  /** What the agent is given: the delegation envelope, `<realtime_delegation>…`. */
  readonly envelope: string
  /** The request alone, as it stands in the envelope's `<input>`, not escaped: for titles and logs. */
  readonly input: string
  readonly workingDirectory?: string
  /** Envelopes of later requests that were to steer this task when its process died; only for `resume`. */
  readonly guidance?: readonly string[]
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
  /** The user's words for a `needs-input` event. Rejects when that question is not open: they were then not taken. */
  reply?(questionId: string, text: string): Promise<void>
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

/**
 * What a tool does, for approvals. `network`: leaves the machine. `other`: the agent does not say, or it is none of these;
 * it is treated like the worst. Adapters translate their agent's own words into these.
 */
export const toolKinds = ['read', 'search', 'think', 'edit', 'move', 'delete', 'execute', 'network', 'other'] as const
export type ToolKind = (typeof toolKinds)[number]

/** What exactly will happen, for a screen, as far as the agent tells. Data of the agent: shown, never acted on. */
export interface PermissionDetails {
  readonly command?: string
  readonly workingDirectory?: string
  readonly paths?: readonly string[]
  /** Unified diff. */
  readonly diff?: string
  /** Why the agent wants it, in its own words. */
  readonly reason?: string
}

export type AgentEvent =
  /** From here on the work can be taken up again after a crash, under this id. The newest counts. */
  | { readonly type: 'resumable'; readonly resumeId: string }
  | { readonly type: 'update'; readonly text: string; readonly channel: UpdateChannel }
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'plan'; readonly steps: readonly PlanStep[] }
  | {
      readonly type: 'tool-started'
      readonly toolId: string
      readonly name: string
      readonly title?: string
      readonly kind?: ToolKind
    }
  | { readonly type: 'tool-ended'; readonly toolId: string; readonly outcome: 'succeeded' | 'failed' }
  /** Unified diff of what the task has changed so far. */
  | { readonly type: 'diff'; readonly diff: string }
  | {
      readonly type: 'permission-requested'
      readonly permissionId: string
      readonly toolKind: ToolKind
      readonly title: string
      /** It reaches outside the task's folder. */
      readonly isOutside?: boolean
      readonly details?: PermissionDetails
    }
  /** The agent does not wait for that answer any more. */
  | { readonly type: 'permission-withdrawn'; readonly permissionId: string }
  | {
      readonly type: 'needs-input'
      readonly questionId: string
      readonly question: string
      /** Answers to choose from; others are as good unless the agent says otherwise. */
      readonly choices?: readonly string[]
      /** The answer is a secret: it must not be spoken, nor go through a voice model. */
      readonly isSecret?: boolean
    }
  /** The agent does not wait for those words any more. */
  | { readonly type: 'input-withdrawn'; readonly questionId: string }
  /** Of this run so far; the newest counts. */
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
