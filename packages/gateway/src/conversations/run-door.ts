import type { Agent, AgentRun, AgentTask } from '@parley/conversation'
import { ParleyError } from '@parley/wire'

/** The runs of one conversation, for what a screen says to an agent past the voice. */
export interface RunDoor {
  /** The same agent; its runs are known here while they last. */
  readonly agent: Agent
  /** Rejects with a `refused` error when the task does not run or cannot be steered. */
  steer(taskId: string, text: string): Promise<void>
  /** Rejects with a `refused` error when the question is not open. */
  reply(taskId: string, questionId: string, text: string): Promise<void>
}

export function createRunDoor(agent: Agent): RunDoor {
  const runs = new Map<string, AgentRun>()
  const watch = (task: AgentTask, run: AgentRun): AgentRun => {
    runs.set(task.taskId, run)
    return { ...delegate(run), events: untilEnd(run, () => forget(task.taskId, run)) }
  }
  const forget = (taskId: string, run: AgentRun): void => {
    if (runs.get(taskId) === run) runs.delete(taskId)
  }
  return {
    agent: {
      name: agent.name,
      describe: () => agent.describe(),
      start: (task, context) => watch(task, agent.start(task, context)),
      ...resumeOf(agent, watch),
    },
    async steer(taskId, text) {
      const run = runs.get(taskId)
      if (run?.steer === undefined) throw refused(taskId, run, 'take further guidance')
      await run.steer(text)
    },
    async reply(taskId, questionId, text) {
      const run = runs.get(taskId)
      if (run?.reply === undefined) throw refused(taskId, run, 'take answers to its questions')
      await run.reply(questionId, text)
    },
  }
}

function refused(taskId: string, run: AgentRun | undefined, what: string): ParleyError {
  const why = run === undefined ? `Task ${taskId} is not running.` : `The agent of task ${taskId} cannot ${what}.`
  return new ParleyError('refused', why)
}

function resumeOf(agent: Agent, watch: (task: AgentTask, run: AgentRun) => AgentRun): Pick<Agent, 'resume'> {
  const resume = agent.resume?.bind(agent)
  if (resume === undefined) return {}
  return { resume: (task, resumeId, context) => watch(task, resume(task, resumeId, context)) }
}

/** What the agent lacks stays absent. */
function delegate(run: AgentRun): Omit<AgentRun, 'events'> {
  const [steer, answer, reply] = [run.steer?.bind(run), run.answer?.bind(run), run.reply?.bind(run)]
  return {
    runId: run.runId,
    cancel: () => run.cancel(),
    ...(steer === undefined ? {} : { steer }),
    ...(answer === undefined ? {} : { answer }),
    ...(reply === undefined ? {} : { reply }),
  }
}

async function* untilEnd(run: AgentRun, onEnd: () => void): AsyncGenerator<AgentEventOf, void> {
  try {
    yield* run.events
  } finally {
    onEnd()
  }
}

type AgentEventOf = AgentRun['events'] extends AsyncIterable<infer E> ? E : never
