import type { Agent, AgentRun } from '../agent.js'

/** Agents that behave in known ways. What a real agent cannot be brought to do is left out, and its tests with it. */
export interface AgentSuiteOptions {
  /** Says at least one update, then finishes with `result`. */
  readonly finishing: { readonly create: () => Agent; readonly result: string }
  /** Ends as failed. */
  readonly failing?: () => Agent
  /** Runs until it is cancelled. */
  readonly hanging?: () => Agent
  /** Cannot even start: a program that does not exist, an address where nobody listens. */
  readonly unstartable?: () => Agent
  /** Finishes with a result that holds the request it was given: runs side by side are told apart by it. */
  readonly echoing?: () => Agent
  /** Runs until it is steered, then finishes with a result that holds the steering text. */
  readonly steerable?: () => Agent
  /** Asks one permission, then finishes with `granted` or `denied` in its result. */
  readonly asking?: { readonly create: () => Agent; readonly granted: string; readonly denied: string }
  /** Asks one question, then finishes with a result that holds the reply. */
  readonly questioning?: () => Agent
  /** Says that it is resumable and then runs on; when it was crashed, a new one takes the work up and ends with `result`. */
  readonly resumable?: {
    readonly create: () => Agent
    /** As `kill -9` would: nothing is put in order. */
    readonly crash: (agent: Agent) => Promise<void>
    readonly result: string
  }
  /** Something of this run still runs: a process, a socket. Checked after its end and the close of its agent. */
  readonly isAlive?: (run: AgentRun) => boolean | Promise<boolean>
  readonly timeoutMs?: number
}
