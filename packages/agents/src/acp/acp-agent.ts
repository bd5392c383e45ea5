import { basename } from 'node:path'
import { ParleyError } from '@parley/wire'
import type { Agent, AgentContext, AgentRun, AgentTask } from '@parley/conversation'
import { parseCommand } from '../command/parse-command.js'
import { createLanes } from '../lanes/lanes.js'
import { startAcpRun } from './acp-run.js'
import type { AcpMcpServer, AcpSettings } from './acp-settings.js'
import { openAcpWorker } from './acp-worker.js'

export interface AcpAgentOptions {
  /** Program and arguments, or a command line for `parseCommand`: `gemini --acp`. Never goes through a shell. */
  readonly command: string | readonly string[]
  /** For people; default `acp`. Once it has introduced itself, sentences use the agent's own name. */
  readonly name?: string
  /** Where a task names none; default: that of this process. */
  readonly workingDirectory?: string
  /** Set for the program, beside the few names that every program sees. */
  readonly env?: Readonly<Record<string, string>>
  /** Names of our own environment that it may see as well: `GEMINI_API_KEY`. */
  readonly passEnvironment?: readonly string[]
  readonly mcpServers?: readonly AcpMcpServer[]
  /** One of those that the agent offers; another one is a failed run that names them. Default: the agent's own. */
  readonly model?: string
  readonly mode?: string
  /**
   * `served`: we read and write text files for the agent, within the task's folder only; each writing is asked for.
   * Default `declined`: it uses its own access, and asks as it does for its other tools.
   */
  readonly files?: 'declined' | 'served'
  /** What the user can do when the agent wants a login; one sentence. */
  readonly loginHint?: string
  /** A process that had nothing to do for so long is ended. Default 10 minutes. */
  readonly idleMs?: number
  /** For each step until the session is open. Default 30,000. */
  readonly startTimeoutMs?: number
  /** So long it may take to end a prompt that was cancelled; then its process is ended. Default 5,000. */
  readonly cancelGraceMs?: number
  /** Between the end of its input, SIGTERM and SIGKILL, each. Default 2,000. */
  readonly killGraceMs?: number
}

/**
 * Any agent that speaks the Agent Client Protocol (version 1) on its standard input and output. Starts nothing before the
 * first run. Runs in one folder that follow each other share a process and a session, so a later task knows the earlier
 * ones; runs side by side have their own. The agent decides what it asks permission for. `close` ends all its processes.
 * Throws `config` for a command that names no program.
 */
export function createAcpAgent(options: AcpAgentOptions): Agent {
  const settings = settingsFrom(options)
  const { name = 'acp', workingDirectory, idleMs } = options
  const lanes = createLanes({
    open: (folder, resumeId) => openAcpWorker(settings, folder, resumeId),
    ...(idleMs === undefined ? {} : { idleMs }),
  })
  const closing = new AbortController()

  const start = (task: AgentTask, { signal }: AgentContext, resumeId: string | undefined): AgentRun => {
    const folder = task.workingDirectory ?? workingDirectory ?? process.cwd()
    const context = { signal: signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]) }
    // Nothing starts for a run that is over before it begins.
    const lane = context.signal.aborted ? undefined : lanes.take(folder, resumeId)
    return startAcpRun({ settings, lane, task, context, resumeId })
  }
  return {
    name,
    describe: () => ({ name, canSteer: false, canAnswer: true, canResume: true, keepsContext: true }),
    start: (task, context) => start(task, context, undefined),
    resume: (task, resumeId, context) => start(task, context, resumeId),
    async close() {
      // Runs end as cancelled, whatever their processes do.
      closing.abort()
      await lanes.close()
    },
  }
}

function settingsFrom(options: AcpAgentOptions): AcpSettings {
  const {
    command,
    env = {},
    passEnvironment = [],
    mcpServers = [],
    model,
    mode,
    files = 'declined',
    loginHint,
  } = options
  const [program, ...programArguments] = typeof command === 'string' ? parseCommand(command) : command
  if (program === undefined || program === '') {
    throw new ParleyError('config', "The command is empty; name a program, for example ['gemini', '--acp'].")
  }
  return {
    ...{ name: options.name ?? basename(program), program, programArguments, environment: env, passEnvironment },
    ...{ mcpServers, model, mode, files, loginHint },
    startTimeoutMs: options.startTimeoutMs ?? 30_000,
    cancelGraceMs: options.cancelGraceMs ?? 5000,
    killGraceMs: options.killGraceMs ?? 2000,
  }
}
