import type { RestoredConversation } from '@parley/conversation'
import type { EventLog } from './event-store.js'

interface FactEvent {
  readonly type: string
  readonly taskId?: unknown
  readonly phase?: unknown
}

/** What can happen only once: a task's end. */
export interface ToldFacts {
  has(event: FactEvent): boolean
}

const nothing: ToldFacts = { has: () => false }
const ENDED: ReadonlySet<unknown> = new Set(['finished', 'failed', 'cancelled', 'timed-out'])

/**
 * Which ends the events of earlier processes have told. An end that is in the journal and not in the events was cut off
 * by a crash between the two: it is still to be told. Where the oldest events are forgotten, an end that is not found counts as
 * told unless its result still waits for somebody.
 */
export function readToldFacts(log: EventLog, restored: RestoredConversation | undefined): ToldFacts {
  const ended = restored?.tasks.filter(({ phase }) => ENDED.has(phase)) ?? []
  if (restored === undefined || ended.length === 0) return nothing
  const { entries, gap } = log.readAfter(0)
  const told = new Set(entries.flatMap(({ event }) => endOf(event) ?? []))
  if (gap !== undefined) {
    const waiting = new Set(restored.deliveries.flatMap(({ taskId, phase }) => (phase === 'pending' ? taskId : [])))
    for (const { taskId } of ended) if (!waiting.has(taskId)) told.add(taskId)
  }
  return {
    has(event) {
      const taskId = endOf(event)
      return taskId !== undefined && told.has(taskId)
    },
  }
}

/** The task whose end an event tells. */
function endOf({ type, taskId, phase }: FactEvent): string | undefined {
  return type === 'task' && typeof taskId === 'string' && ENDED.has(phase) ? taskId : undefined
}
