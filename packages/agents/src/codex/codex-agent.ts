import { randomUUID } from 'node:crypto'
import { ParleyError } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { createSystemClock } from '@parley/conversation'
import type { Agent, AgentContext, AgentRun, AgentTask, Clock, RunEnded } from '@parley/conversation'
import { createLanes } from '../lanes/lanes.js'
import type { Lanes } from '../lanes/lanes.js'
import { createRunFeed } from '../run/run-feed.js'
import { CodexRun } from './codex-run.js'
import { openCodexWorker } from './codex-worker.js'
import type { CodexWorker } from './codex-worker.js'

/** How far commands may go that Codex runs without asking. */
export type CodexSandbox = 'read-only' | 'workspace-write' | 'danger-full-access'
/** When it asks. `untrusted`: for every command, also for reading ones. `never`: it never asks, what it may not do fails. */
export type CodexApprovalPolicy = 'untrusted' | 'on-request' | 'never'

export interface CodexAgentOptions {
  /** Program and first arguments. Default `['codex']`. Never goes through a shell. */
  readonly program?: readonly string[]
  /** Where a task names none; default: that of this process. */
  readonly workingDirectory?: string
  /** Default: that of Codex's own configuration. */
  readonly model?: string
  /** Default `read-only`: what changes anything or leaves the machine is asked for. */
  readonly sandbox?: CodexSandbox
  /** Default `on-request`. */
  readonly approvalPolicy?: CodexApprovalPolicy
  /** Further settings of Codex for these threads, as in its `config.toml`; dotted names reach deeper. */
  readonly config?: JsonObject
  /** Set for the program, by name. */
  readonly env?: Readonly<Record<string, string>>
  /** Names of our environment that the program may see as well; replaces the default, `codexEnvironment`. */
  readonly passEnvironment?: readonly string[]
  /** A process that had nothing to do for so long is ended; its thread is taken up when it is needed. Default 10 minutes. */
  readonly idleMs?: number
  /** How often a run goes on in a new process when its own has died. Default 1. */
  readonly maxReconnects?: number
  /** Between the end of its input, SIGTERM and SIGKILL, each. Default 2,000. */
  readonly killGraceMs?: number
  readonly clock?: Clock
}

/** What Codex sees of our environment beside what every program sees: its keys, its home, and the way to the network. */
export const codexEnvironment: readonly string[] = [
  ...['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'CODEX_API_KEY', 'CODEX_HOME'],
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'CODEX_CA_CERTIFICATE', 'NODE_EXTRA_CA_CERTS'],
]

/**
 * A value in the user's configuration that a release does not know any more keeps it from starting; what really holds is
 * said with each thread.
 */
const STARTABLE = ['-c', 'approval_policy="on-request"']

/**
 * Codex as an agent, over `codex app-server`. Tasks of one folder that follow each other share a process and a thread, so
 * that a later one knows the earlier ones; tasks side by side have one each. A process that dies is replaced and the
 * thread taken up. `close` ends all. Throws `config` for an empty `program`.
 */
export function createCodexAgent(options: CodexAgentOptions = {}): Agent {
  const [program, ...firstArguments] = options.program ?? ['codex']
  if (program === undefined || program === '') {
    throw new ParleyError('config', "The program of the codex agent is empty; leave it out, or write ['codex'].")
  }
  const { clock = createSystemClock(), idleMs } = options
  const lanes = createLanes<CodexWorker>({
    open: (workingDirectory, resumeId) =>
      openCodexWorker(
        {
          ...{ program, workingDirectory },
          programArguments: [...firstArguments, 'app-server', ...STARTABLE],
          environment: options.env ?? {},
          passEnvironment: options.passEnvironment ?? codexEnvironment,
          killGraceMs: options.killGraceMs ?? 2000,
        },
        resumeId,
      ),
    ...(idleMs === undefined ? {} : { idleMs }),
    clock,
  })
  const runs = new Set<CodexRun>()
  const start = (task: AgentTask, context: AgentContext, resumeId?: string): AgentRun =>
    startCodexRun({ options, lanes, runs, clock }, task, context, resumeId)
  return {
    name: 'codex',
    describe: () => ({
      name: 'codex',
      ...{ canSteer: true, canAnswer: true, canReply: true, canResume: true, keepsContext: true },
    }),
    start,
    resume: (task, resumeId, context) => start(task, context, resumeId),
    async close() {
      await Promise.all([...runs].map((run) => run.cancel()))
      await lanes.close()
    },
  }
}

interface CodexParts {
  readonly options: CodexAgentOptions
  readonly lanes: Lanes<CodexWorker>
  readonly runs: Set<CodexRun>
  readonly clock: Clock
}

function startCodexRun(
  { options, lanes, runs, clock }: CodexParts,
  task: AgentTask,
  { signal }: AgentContext,
  resumeId: string | undefined,
): AgentRun {
  const workingDirectory = task.workingDirectory ?? options.workingDirectory ?? process.cwd()
  if (signal?.aborted === true) return endedRun({ type: 'ended', outcome: 'cancelled' })
  const lane = lanes.take(workingDirectory, resumeId)
  if (lane === undefined) {
    return endedRun({ type: 'ended', outcome: 'failed', error: 'The codex agent has been closed; create another one.' })
  }
  const settings = {
    ...{ workingDirectory, envelope: task.envelope, threadParams: threadParams(options, workingDirectory) },
    ...{ resumeThreadId: resumeId, guidance: task.guidance ?? [], maxReconnects: options.maxReconnects ?? 1 },
  }
  const run = new CodexRun(settings, lane, clock)
  runs.add(run)
  const abort = (): void => void run.cancel()
  signal?.addEventListener('abort', abort, { once: true })
  void run.ended.then(() => {
    runs.delete(run)
    signal?.removeEventListener('abort', abort)
  })
  run.begin()
  return run.toAgentRun()
}

function threadParams(options: CodexAgentOptions, workingDirectory: string): JsonObject {
  const { model, sandbox = 'read-only', approvalPolicy = 'on-request', config } = options
  return {
    cwd: workingDirectory,
    ...{ sandbox, approvalPolicy },
    // A person answers, whatever the user's configuration says about automatic review.
    approvalsReviewer: 'user',
    ...(model === undefined ? {} : { model }),
    ...(config === undefined ? {} : { config }),
  }
}

/** A run that never began. */
function endedRun(ended: RunEnded): AgentRun {
  const feed = createRunFeed()
  feed.end(ended)
  const refuse = async (): Promise<never> => {
    throw new ParleyError('refused', 'The agent did not take it: the run has ended.')
  }
  return {
    runId: `run_${randomUUID()}`,
    events: feed.events,
    ...{ steer: refuse, answer: refuse, reply: refuse },
    cancel: async () => {},
  }
}
