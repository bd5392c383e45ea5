import type { Agent, AgentEvent, AgentRun, AgentTask, PermissionDecision, RunEnded } from '../agent.js'
import { createAsyncQueue } from './async-queue.js'

/** What a run says: a list, after which it finishes by itself, or a function of its task. `hang` = wait to be cancelled. */
export type AgentScript = readonly ScriptedEvent[] | ((task: AgentTask) => readonly ScriptedEvent[])
export type ScriptedEvent = AgentEvent | { readonly type: 'hang' }

export interface ScriptedAgentOptions {
  readonly canSteer?: boolean
  readonly canAnswer?: boolean
}

/** One run of a scripted agent, as a test sees it. */
export interface ScriptedRun {
  readonly task: AgentTask
  /** Says something more, of a script that hangs. */
  say(event: AgentEvent): void
  readonly steeredWith: readonly string[]
  readonly answers: readonly { readonly permissionId: string; readonly decision: PermissionDecision }[]
  readonly isEnded: boolean
}

export interface ScriptedAgent extends Agent {
  readonly runs: readonly ScriptedRun[]
}

/** An agent for tests: each run says what its script says, and keeps the port's rules whatever the script does. */
export function createScriptedAgent(script: AgentScript, options: ScriptedAgentOptions = {}): ScriptedAgent {
  const { canSteer = false, canAnswer = false } = options
  const runs: ScriptedRun[] = []
  return {
    name: 'scripted',
    describe: () => ({ name: 'scripted', canSteer, canAnswer }),
    start(task, { signal }) {
      const { run, seen } = startScriptedRun(task, typeof script === 'function' ? script(task) : script, {
        runId: `run_${runs.length + 1}`,
        ...{ canSteer, canAnswer },
      })
      runs.push(seen)
      if (signal?.aborted === true) void run.cancel()
      signal?.addEventListener('abort', () => void run.cancel(), { once: true })
      return run
    },
    runs,
  }
}

interface RunSettings {
  readonly runId: string
  readonly canSteer: boolean
  readonly canAnswer: boolean
}

function startScriptedRun(
  task: AgentTask,
  events: readonly ScriptedEvent[],
  { runId, canSteer, canAnswer }: RunSettings,
): { readonly run: AgentRun; readonly seen: ScriptedRun } {
  const queue = createAsyncQueue<AgentEvent>()
  const steeredWith: string[] = []
  const answers: { readonly permissionId: string; readonly decision: PermissionDecision }[] = []
  let isEnded = false
  const say = (event: AgentEvent): void => {
    if (isEnded) return
    queue.push(event)
    if (event.type !== 'ended') return
    isEnded = true
    queue.end()
  }
  const steer = async (text: string): Promise<void> => {
    if (isEnded) throw new Error('the run has ended')
    steeredWith.push(text)
  }
  const answer = async (permissionId: string, decision: PermissionDecision): Promise<void> => {
    answers.push({ permissionId, decision })
  }
  const run: AgentRun = {
    runId,
    events: queue,
    cancel: async () => {
      say(cancelled)
    },
    ...(canSteer ? { steer } : {}),
    ...(canAnswer ? { answer } : {}),
  }
  const seen = {
    ...{ task, say, steeredWith, answers },
    get isEnded() {
      return isEnded
    },
  }
  if (!playScript(events, say)) say({ type: 'ended', outcome: 'finished', result: '' })
  return { run, seen }
}

const cancelled: RunEnded = { type: 'ended', outcome: 'cancelled' }

/** True when the script has come to a wait or an end of its own. */
function playScript(events: readonly ScriptedEvent[], say: (event: AgentEvent) => void): boolean {
  for (const event of events) {
    if (event.type === 'hang') return true
    say(event)
    if (event.type === 'ended') return true
  }
  return false
}
