import { forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { restoreDelivery } from '../delivery-steps.js'
import { countEarlierSessions, EARLIER_GENERATION } from '../reconnect/connection-call.js'
import { isOpenTask } from '../task-machine.js'
import { repeatedNote } from '../task-notes.js'
import { interruptTask, taskEvent, withTask } from '../task-steps.js'
import type { RestoredConversation } from './restore-conversation.js'

/**
 * Goes on where an earlier process stopped: its ends stand, its results that were not heard are offered, its calls start
 * nothing again. What still ran has died with it, and ends as failed: saved first, then told. A conversation that has
 * begun is not overwritten.
 */
export function onRestored(state: ConversationState, restored: RestoredConversation, nowMs: number): ConversationStep {
  if (Object.keys(state.handoffs).length > 0) return step(state)
  const { tasks, deliveries, begunDeliveryIds } = restored
  const ended = tasks.filter((task) => !isOpenTask(task))
  const known = step(
    tasks.reduce(withTask, withHandoffs(state, restored)),
    ...ended.map((task) => ({ type: 'show', event: taskEvent(task) }) as const),
  )
  const offered = forEach(deliveries, known, (current, delivery) => {
    const text = begunDeliveryIds.includes(delivery.deliveryId) ? repeatedNote(delivery.text) : delivery.text
    return restoreDelivery(current, { ...delivery, text }, nowMs)
  })
  return forEach(tasks.filter(isOpenTask), offered, (current, task) => interruptTask(current, task, nowMs))
}

function withHandoffs(state: ConversationState, { handoffs }: RestoredConversation): ConversationState {
  return {
    ...state,
    earlierSessions: countEarlierSessions(handoffs.map(({ handoffId }) => handoffId)),
    handoffs: Object.fromEntries(handoffs.map((handoff) => [handoff.handoffId, handoff])),
    handoffGenerations: Object.fromEntries(handoffs.map(({ handoffId }) => [handoffId, EARLIER_GENERATION])),
  }
}
