import type { AgentEvent, PermissionDecision, RunEnded } from '@parley/conversation'
import type { AcpNews, PermissionOffers, PromptAnswer, ToolNews } from './acp-news.js'

/** One prompt in a session of an ACP agent, from its start to its one end. */
export interface AcpRunState {
  readonly phase: 'opening' | 'prompting' | 'cancelling' | 'ended'
  /** Of the agent, for sentences. */
  readonly name: string
  readonly words: RunWords
  readonly tools: ReadonlyMap<string, RunTool>
  /** Unified diffs of all that has been changed, in order. */
  readonly diff: string
  readonly questions: ReadonlyMap<string, RunQuestion>
  readonly questionCount: number
  /** Nothing has come since the prompt. */
  readonly isQuiet: boolean
  readonly hasReopened: boolean
  /** Title of what was last not allowed. */
  readonly denied: string | undefined
}

export interface RunWords {
  /** The message that the agent is saying. What it says last is the result. */
  readonly message: { readonly messageId: string | undefined; readonly text: string } | undefined
  /** The message before. */
  readonly said: string
  /** What it thinks, of the line that is not complete. */
  readonly thought: string
}

/** A tool call as the machine knows it: seen from the folder of the task. */
export interface PlacedTool extends Omit<ToolNews, 'paths' | 'changes' | 'workingDirectory'> {
  readonly workingDirectory: ToolPath | undefined
  readonly paths: readonly ToolPath[] | undefined
  /** Unified. */
  readonly diff: string | undefined
}

export interface ToolPath {
  /** As the agent wrote it. */
  readonly path: string
  /** For people: from the folder of the task, if it lies there. */
  readonly label: string
  readonly isInside: boolean
}

export type RunNews = Exclude<AcpNews, { type: 'tool' }> | { readonly type: 'tool'; readonly tool: PlacedTool }

export interface RunTool {
  readonly phase: 'known' | 'started' | 'ended'
  readonly news: PlacedTool
}

export interface RunQuestion {
  /** Of the agent's request, for the answer. */
  readonly key: number
  readonly title: string
  /** What the answer may pick; undefined: it is about a file that we are to write. */
  readonly offers: PermissionOffers | undefined
}

export type AcpRunInput =
  /** The session is there. */
  | { readonly type: 'opened'; readonly name: string; readonly resumeId: string | undefined; readonly prompt: string }
  /** Requests have a key of the driver's; each gets exactly one `reply` or `write`. */
  | { readonly type: 'news'; readonly news: RunNews }
  | {
      readonly type: 'permission-requested'
      readonly key: number
      readonly tool: PlacedTool
      readonly offers: PermissionOffers
    }
  | { readonly type: 'write-requested'; readonly key: number; readonly path: ToolPath; readonly diff: string }
  | { readonly type: 'request-withdrawn'; readonly key: number }
  /** Only for open questions; the driver refuses others. */
  | { readonly type: 'answered'; readonly permissionId: string; readonly decision: PermissionDecision }
  | { readonly type: 'prompt-ended'; readonly answer: PromptAnswer }
  /**
   * It cannot go on, in one sentence: no session, the prompt was refused, the agent is gone. `mayReopen`: it may have been
   * gone before the prompt came, and its session can be taken up.
   */
  | { readonly type: 'broken'; readonly error: string; readonly isUsable: boolean; readonly mayReopen: boolean }
  /** `isReady`: the session was open already. */
  | { readonly type: 'cancelled'; readonly isReady: boolean }
  | { readonly type: 'deadline' }

export type AcpRunEffect =
  | { readonly type: 'emit'; readonly event: Exclude<AgentEvent, RunEnded> }
  | { readonly type: 'prompt'; readonly text: string }
  /** Takes the session up with another process; then `opened`, or `broken`. */
  | { readonly type: 'reopen' }
  | { readonly type: 'send-cancel' }
  /** Answers a permission request with one of its options; undefined: it was cancelled. */
  | { readonly type: 'reply'; readonly key: number; readonly optionId: string | undefined }
  | { readonly type: 'write'; readonly key: number; readonly isAllowed: boolean }
  /** For the end of a prompt that was cancelled. */
  | { readonly type: 'set-deadline' }
  /** The last effect. `discard`: nobody knows what the agent is doing now. */
  | { readonly type: 'end'; readonly ended: RunEnded; readonly worker: 'release' | 'discard' }

export interface AcpRunStep {
  readonly state: AcpRunState
  readonly effects: readonly AcpRunEffect[]
}

export function createAcpRunState(name: string): AcpRunState {
  return {
    ...{ phase: 'opening', name, diff: '', questionCount: 0, isQuiet: true, hasReopened: false, denied: undefined },
    words: { message: undefined, said: '', thought: '' },
    tools: new Map(),
    questions: new Map(),
  }
}

export const emit = (event: Exclude<AgentEvent, RunEnded>): AcpRunEffect => ({ type: 'emit', event })
