import { endsAsSeen, startedTasks } from './check-history.js'
import type { ChaosRun } from './run-chaos.js'

/** Figures of a run in a few lines. */
export function chaosReport({ history, users, kills, starts, startMs, seconds }: ChaosRun): string {
  const { conversations } = history
  const tasks = conversations.flatMap((conversation) =>
    startedTasks(conversation).map((taskId) => ({ conversation, taskId })),
  )
  const ends = tasks.flatMap(({ conversation, taskId }) => endsAsSeen(conversation, taskId))
  const events = conversations.flatMap(({ seen }) => seen.map(({ event }) => event))
  const count = (isIt: (event: (typeof events)[number]) => boolean): number => events.filter(isIt).length
  const phases = ['finished', 'failed', 'cancelled', 'timed-out'] as const
  const told = phases.map((phase) => `${String(ends.filter((end) => end['phase'] === phase).length)} ${phase}`)
  const interrupted = ends.filter((end) => /was interrupted/.test(String(end['error']))).length
  const isResult = (event: (typeof events)[number], phase: string): boolean =>
    event['type'] === 'delivery' && event['kind'] === 'result' && event['phase'] === phase
  const recoveryMs = users.flatMap((user) => user.recoveryMs)
  return [
    `${String(tasks.length)} handoffs in ${String(conversations.length)} conversations, ${seconds.toFixed(0)} s`,
    `${String(kills)} kills, ${String(starts)} starts; a gateway listens again after ${spread(startMs)}`,
    `ends: ${told.join(', ')}; of the failed ${String(interrupted)} because a gateway died`,
    `resumed at their agent: ${String(count(({ type }) => type === 'task-resumed'))} times`,
    `results: ${String(count((event) => isResult(event, 'heard')))} heard, ${String(count((event) => isResult(event, 'missed')))} missed`,
    `a page has its events again after ${spread(recoveryMs)} (from the kill, ${String(recoveryMs.length)} times)`,
  ].join('\n')
}

export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): string => `${(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(0)} ms`
  return `${at(0.5)} p50, ${at(0.99)} p99`
}
