import type { Agent, AgentContext, AgentRun, AgentTask } from '@parley/conversation'
import type { FunctionTalk } from './function-talk.js'
import { startFunctionRun } from './function-run.js'
import type { FunctionAbility, FunctionResult, FunctionRun, FunctionYield } from './function-run.js'

/** The work: yields what it says, returns its result, throws when it fails. */
export type FunctionWork = AsyncGenerator<FunctionYield, FunctionResult, undefined>

export interface FunctionAgentOptions {
  /** Default `function`. */
  readonly name?: string
  readonly run: (task: AgentTask, talk: FunctionTalk) => FunctionWork
  /** Goes on with work under an id that it has yielded before (`{ type: 'resumable', resumeId }`). */
  readonly resume?: (task: AgentTask, resumeId: string, talk: FunctionTalk) => FunctionWork
  /** What of `talk` the function uses: only that is offered to the conversation. Default: `answer` and `reply`. */
  readonly can?: readonly FunctionAbility[]
  /** How long `cancel` and `close` wait for a function that does not look at its signal. Default 5,000. */
  readonly stopGraceMs?: number
}

/**
 * An async generator in this process as an agent, for programs that embed the library. What it yields are updates (a text
 * is a silent one) and the other events of a run; what it returns is the result, and what it throws the error. A cancelled
 * run has ended for its reader at once and the generator is told by its signal and ended at its next `yield`. **Nothing can
 * kill a function**: one that neither yields nor looks at its signal runs on, unheard, and one that computes without a pause
 * holds up everything else. Work that is not trusted belongs into a process.
 */
export function createFunctionAgent(options: FunctionAgentOptions): Agent {
  const { name = 'function', run, resume, can = ['answer', 'reply'], stopGraceMs = 5000 } = options
  const running = new Set<FunctionRun>()
  const begin = (work: (talk: FunctionTalk) => FunctionWork, context: AgentContext): AgentRun => {
    const started = startFunctionRun({ name, work, can, stopGraceMs }, context)
    running.add(started)
    void started.ended.then(() => running.delete(started))
    return started.run
  }
  return {
    name,
    describe: () => ({
      name,
      canSteer: can.includes('steer'),
      canAnswer: can.includes('answer'),
      canReply: can.includes('reply'),
      canResume: resume !== undefined,
    }),
    start: (task, context) => begin((talk) => run(task, talk), context),
    ...(resume === undefined
      ? {}
      : { resume: (task, resumeId, context) => begin((talk) => resume(task, resumeId, talk), context) }),
    async close() {
      await Promise.all([...running].map(async (started) => started.run.cancel()))
    },
  }
}
