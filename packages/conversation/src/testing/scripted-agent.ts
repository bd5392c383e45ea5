import type { Agent, AgentRun, AgentTask } from '../agent.js'
import type { AgentScript, ScriptedAgentOptions, ScriptedRun } from './scripted-agent-options.js'
import { startScriptedRun } from './scripted-run.js'

export interface ScriptedAgent extends Agent {
  readonly runs: readonly ScriptedRun[]
  close(): Promise<void>
}

/** An agent for tests: each run says what its script says, and keeps the port's rules whatever the script does. */
export function createScriptedAgent(script: AgentScript, options: ScriptedAgentOptions = {}): ScriptedAgent {
  const { canSteer = false, canAnswer = false, canReply = false, canResume = false } = options
  const runs: ScriptedRun[] = []
  const open: AgentRun[] = []
  const begin = (task: AgentTask, resumeId: string | undefined, signal: AbortSignal | undefined): AgentRun => {
    const events = typeof script === 'function' ? script(task, resumeId) : script
    const { run, seen } = startScriptedRun(task, resumeId, events, { ...options, runId: `run_${runs.length + 1}` })
    runs.push(seen)
    open.push(run)
    if (signal?.aborted === true) void run.cancel()
    signal?.addEventListener('abort', () => void run.cancel(), { once: true })
    return run
  }
  return {
    name: 'scripted',
    describe: () => ({ name: 'scripted', canSteer, canAnswer, canReply, canResume }),
    start: (task, { signal }) => begin(task, undefined, signal),
    ...(canResume ? { resume: (task, resumeId, { signal }) => begin(task, resumeId, signal) } : {}),
    close: async () => {
      await Promise.all(open.map((run) => run.cancel()))
    },
    runs,
  }
}
