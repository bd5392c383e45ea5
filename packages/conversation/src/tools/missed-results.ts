import type { ConversationState } from '../conversation-state.js'

/** A result that did not reach the user's ear: visibly undelivered, instead of lost. */
export interface MissedResult {
  readonly deliveryId: string
  readonly taskId: string
  /** Of the task, as people say it. */
  readonly number: number
  /** What the voice would have said. */
  readonly text: string
}

/** Results that were given up before they were heard, oldest task first. */
export function listMissedResults({ deliveries, tasks }: ConversationState): readonly MissedResult[] {
  return Object.values(deliveries)
    .filter(({ kind, phase }) => kind === 'result' && phase === 'missed')
    .map(({ deliveryId, taskId, text }) => ({ deliveryId, taskId, number: tasks[taskId]?.number ?? 0, text }))
    .toSorted((one, other) => one.number - other.number)
}
