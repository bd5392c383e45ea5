import type { ShownEvent } from '../conversation-event.js'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery, restoreDelivery } from '../delivery-steps.js'
import type { ApprovalRecord, QuestionRecord } from '../journal.js'
import { addProgressNote } from '../note-steps.js'
import { countEarlierSessions, EARLIER_GENERATION } from '../reconnect/connection-call.js'
import { withSignOfLife } from '../run-watch/watched-run.js'
import { isOpenTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'
import { repeatedNote, resumedNote } from '../task-notes.js'
import { changeTask, interruptTask, taskEvent, toAgentTask, withTask } from '../task-steps.js'
import type { RestoredConversation } from './restore-conversation.js'

/**
 * Goes on where an earlier process stopped: its ends stand, its results that were not heard are offered, its calls start
 * nothing again. What still ran has died with it: its agent goes on with it where it can, or it ends as failed, saved
 * first and then told. A conversation that has begun is not overwritten.
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
  const closed = andThen(offered, (current) => closeOpenQuestions(current, restored, nowMs))
  return forEach(tasks.filter(isOpenTask), closed, (current, task) => {
    const run = Object.hasOwn(restored.runs, task.taskId) ? restored.runs[task.taskId] : undefined
    const { name, canResume = false } = current.settings.agent
    if (run === undefined || !canResume || run.agent !== name) return interruptTask(current, task, nowMs)
    return resumeTask(current, task, run.resumeId, restored.guidance[task.taskId] ?? [], nowMs)
  })
}

/** It stays the same task, with one run: the one that the earlier process had is dead. */
function resumeTask(
  state: ConversationState,
  task: Task,
  resumeId: string,
  guidance: readonly string[],
  nowMs: number,
): ConversationStep {
  const { taskId, number } = task
  const known = withTask(state, { ...task, resumeId })
  const running = changeTask(known, taskId, { type: 'resumed', nowMs }, nowMs)
  const told = andThen(running, (current) => {
    const watched = addProgressNote(withSignOfLife(current, taskId, nowMs), taskId, '', nowMs)
    const agentTask = { ...toAgentTask(current, task), ...(guidance.length === 0 ? {} : { guidance }) }
    return step(
      watched,
      { type: 'show', event: { type: 'task-resumed', taskId, number } },
      { type: 'resume-run', task: agentTask, resumeId },
    )
  })
  return andThen(told, (current) => addDelivery(current, taskId, 'update', resumedNote(task), nowMs))
}

/** Whoever had asked is gone; an agent that goes on asks again. */
function closeOpenQuestions(
  state: ConversationState,
  { openApprovals, openQuestions }: RestoredConversation,
  nowMs: number,
): ConversationStep {
  const approvals = forEach(openApprovals, step(state), (current, asked) => {
    const { approvalId, taskId, permissionId } = asked
    const recordId = `approval:${approvalId}:expired`
    const event = { type: 'permission-answered', taskId, permissionId, decision: 'denied', by: 'restart' } as const
    return closeRecord(current, { ...asked, recordId, atMs: nowMs, phase: 'expired', by: 'restart' }, event)
  })
  return forEach(openQuestions, approvals, (current, asked) => {
    const { key, taskId, questionId } = asked
    const recordId = `question:${key}:expired`
    const event = { type: 'question-closed', taskId, questionId, by: 'restart' } as const
    return closeRecord(current, { ...asked, recordId, atMs: nowMs, phase: 'expired', by: 'restart' }, event)
  })
}

function closeRecord(
  state: ConversationState,
  record: ApprovalRecord | QuestionRecord,
  event: ShownEvent,
): ConversationStep {
  const saving = { ...state.saving, [record.recordId]: { type: 'fact' } as const }
  return step({ ...state, saving }, { type: 'show', event }, { type: 'save', record })
}

function withHandoffs(state: ConversationState, { handoffs, nameCount }: RestoredConversation): ConversationState {
  return {
    ...state,
    nameCount,
    earlierSessions: countEarlierSessions(handoffs.map(({ handoffId }) => handoffId)),
    handoffs: Object.fromEntries(handoffs.map((handoff) => [handoff.handoffId, handoff])),
    handoffGenerations: Object.fromEntries(handoffs.map(({ handoffId }) => [handoffId, EARLIER_GENERATION])),
  }
}
