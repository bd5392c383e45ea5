import { ParleyError } from '@parley/wire'
import type { Agent, AgentTask } from '@parley/conversation'
import { startCommandRun } from './command-run.js'
import type { CommandRunSettings } from './command-settings.js'
import { startLinesRun } from './lines/lines-run.js'
import { parseCommand } from './parse-command.js'

export interface CommandAgentOptions {
  /** Program and arguments, or a command line for `parseCommand`. Never goes through a shell. */
  readonly command: string | readonly string[]
  /** Where a task names none; default: that of this process. */
  readonly workingDirectory?: string
  /** A run that takes longer ends as `timed-out`. Default: no limit here; the conversation has its own. */
  readonly timeLimitMs?: number
  /** Set for the program, by name, beside the few that every program sees (`PATH`, `HOME`, `LANG` …). */
  readonly env?: Readonly<Record<string, string>>
  /** Names of our own environment that the program may see as well: `OPENAI_API_KEY`. */
  readonly passEnvironment?: readonly string[]
  /** Between SIGTERM and SIGKILL. Default 5,000. */
  readonly killGraceMs?: number
  /** The program speaks agent lines (docs/protocol/agent-lines.md). Absent: it prints plain text. */
  readonly lines?: LinesOptions
}

export interface LinesOptions {
  /** What the program can do beside working: see `LinesAbility`. Default: `answer` and `reply`. */
  readonly can?: readonly LinesAbility[]
}

/**
 * `steer`: it takes guidance while it works, and says that it has taken it. `answer`: it asks for permission. `reply`: it asks
 * questions. `resume`: it goes on with work under an id that it has told before.
 */
export const linesAbilities = ['steer', 'answer', 'reply', 'resume'] as const
export type LinesAbility = (typeof linesAbilities)[number]

/**
 * Any program as an agent. It gets the delegation envelope on its standard input, then the end of it. Its standard output
 * streams back as updates, line by line, as plain text; all of it is the result, and its last paragraph (after the last
 * blank line) is what the voice says. Exit code 0 is `finished`, anything else `failed` with the last line of its standard
 * error. Nothing that it prints does more than be text, unless `lines` says that it speaks agent lines. A run owns all its
 * processes: what still runs when the program has ended, or when it is cancelled, is ended (SIGTERM, then SIGKILL). Throws
 * `config` for a command that names no program.
 */
export function createCommandAgent(options: CommandAgentOptions): Agent {
  const settingsOf = createSettings(options)
  const { lines } = options
  if (lines === undefined) {
    return {
      name: 'command',
      describe: () => ({ name: 'command', canSteer: false, canAnswer: false }),
      start: (task, context) => startCommandRun(settingsOf(task), task, context),
    }
  }
  const abilities = abilitiesFrom(lines)
  const settings = (task: AgentTask) => ({ ...settingsOf(task), abilities })
  return {
    name: 'command',
    describe: () => ({ name: 'command', ...abilities }),
    start: (task, context) => startLinesRun(settings(task), task, undefined, context),
    ...(abilities.canResume
      ? { resume: (task, resumeId, context) => startLinesRun(settings(task), task, resumeId, context) }
      : {}),
  }
}

function createSettings(options: CommandAgentOptions): (task: AgentTask) => CommandRunSettings {
  const { command, workingDirectory, timeLimitMs, env = {}, passEnvironment = [], killGraceMs = 5000 } = options
  const [program, ...programArguments] = typeof command === 'string' ? parseCommand(command) : command
  if (program === undefined || program === '') {
    throw new ParleyError('config', "The command is empty; name a program, for example ['cat'].")
  }
  return (task) => ({
    ...{ program, programArguments, timeLimitMs, environment: env, passEnvironment, killGraceMs },
    workingDirectory: task.workingDirectory ?? workingDirectory ?? process.cwd(),
  })
}

function abilitiesFrom({ can = ['answer', 'reply'] }: LinesOptions) {
  return {
    canSteer: can.includes('steer'),
    canAnswer: can.includes('answer'),
    canReply: can.includes('reply'),
    canResume: can.includes('resume'),
  }
}
