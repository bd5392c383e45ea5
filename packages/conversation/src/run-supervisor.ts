import type { Agent, AgentEvent, AgentRun, AgentTask, PermissionDecision } from './agent.js'
import { isAgentEvent } from './is-agent-event.js'

/** What a supervised run tells: its events, with exactly one `ended`, the last. */
export type RunListener = (taskId: string, event: AgentEvent) => void

export interface RunSupervisor {
  start(task: AgentTask): void
  /** Goes on with what an earlier process had begun. */
  resume(task: AgentTask, resumeId: string): void
  /** Rejects when there is no such run, it cannot be steered, or it does not take the text. */
  steer(taskId: string, text: string): Promise<void>
  answer(taskId: string, permissionId: string, decision: PermissionDecision): Promise<void>
  /** Rejects when there is no such run, it takes no answers, or its question is not open. */
  reply(taskId: string, questionId: string, text: string): Promise<void>
  cancel(taskId: string): Promise<void>
  /** Cancels what still runs; resolves when every run has ended. */
  close(): Promise<void>
}

/** So many events of one run in a row, then everybody else has a turn: a flood must not hold up audio. */
const EVENTS_PER_TURN = 32

/** Runs of one agent, read away from the conversation's loop. An agent that breaks its port's rules ends as `failed`. */
export function createRunSupervisor(agent: Agent, listener: RunListener): RunSupervisor {
  const runs = new Map<string, { readonly run: AgentRun; readonly ended: Promise<void> }>()

  const supervise = (taskId: string, begin: () => AgentRun): void => {
    const run = beginRun(agent, taskId, begin, listener)
    if (run === undefined) return
    const ended = readRun(run, taskId, listener).finally(() => runs.delete(taskId))
    runs.set(taskId, { run, ended })
  }
  const cancel = async (taskId: string): Promise<void> => {
    await runs.get(taskId)?.run.cancel()
  }
  return {
    start(task) {
      supervise(task.taskId, () => agent.start(task, {}))
    },
    resume(task, resumeId) {
      supervise(task.taskId, () => {
        if (agent.resume === undefined) throw new Error('it cannot go on with work of an earlier process')
        return agent.resume(task, resumeId, {})
      })
    },
    async steer(taskId, text) {
      const run = runs.get(taskId)?.run
      if (run?.steer === undefined) throw new Error('there is no run that can be steered')
      await run.steer(text)
    },
    async answer(taskId, permissionId, decision) {
      const run = runs.get(taskId)?.run
      if (run?.answer === undefined) throw new Error('there is no run that takes an answer')
      await run.answer(permissionId, decision)
    },
    async reply(taskId, questionId, text) {
      const run = runs.get(taskId)?.run
      if (run?.reply === undefined) throw new Error('there is no run that takes the answer')
      await run.reply(questionId, text)
    },
    cancel,
    async close() {
      const open = [...runs.entries()]
      await Promise.allSettled(open.map(([taskId]) => cancel(taskId)))
      await Promise.allSettled(open.map(([, { ended }]) => ended))
    },
  }
}

function beginRun(agent: Agent, taskId: string, begin: () => AgentRun, listener: RunListener): AgentRun | undefined {
  try {
    return begin()
  } catch (cause) {
    listener(taskId, {
      type: 'ended',
      outcome: 'failed',
      error: `${agent.name} did not start: ${describe(cause)}`,
    })
    return undefined
  }
}

async function readRun(run: AgentRun, taskId: string, listener: RunListener): Promise<void> {
  let count = 0
  try {
    for await (const event of run.events) {
      if (!isAgentEvent(event)) {
        listener(taskId, { type: 'ended', outcome: 'failed', error: 'The agent sent something that is no event.' })
        await run.cancel()
        return
      }
      listener(taskId, event)
      if (event.type === 'ended') return
      count += 1
      if (count % EVENTS_PER_TURN === 0) await nextTurn()
    }
    listener(taskId, { type: 'ended', outcome: 'failed', error: 'The agent stopped without saying how it ended.' })
  } catch (cause) {
    listener(taskId, { type: 'ended', outcome: 'failed', error: `The agent broke off: ${describe(cause)}` })
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
