import assert from 'node:assert/strict'
import type { AgentEvent, AgentRun, AgentTask, RunEnded } from '../agent.js'

export function taskOf(input: string, taskId = 'task_1'): AgentTask {
  return { taskId, input, envelope: `<realtime_delegation>\n  <input>${input}</input>\n</realtime_delegation>` }
}

export async function readAll(run: AgentRun): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = []
  for await (const event of run.events) events.push(event)
  return events
}

/** Calls back at each event of a type; gives all events when the run has ended. */
export async function readWith<T extends AgentEvent['type']>(
  run: AgentRun,
  type: T,
  listener: (event: Extract<AgentEvent, { type: T }>) => Promise<void> | void,
): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = []
  for await (const event of run.events) {
    events.push(event)
    if (isOfType(event, type)) await listener(event)
  }
  return events
}

function isOfType<T extends AgentEvent['type']>(event: AgentEvent, type: T): event is Extract<AgentEvent, { type: T }> {
  return event.type === type
}

export function endOf(events: readonly AgentEvent[]): RunEnded {
  const last = events.at(-1)
  assert.ok(last?.type === 'ended', `the last event is ${JSON.stringify(last)}`)
  return last
}
