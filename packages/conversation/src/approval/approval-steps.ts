import type { PermissionDecision } from '../agent.js'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery, changeDelivery } from '../delivery-steps.js'
import { withSignOfLife } from '../run-watch/watched-run.js'
import { noteEffects } from '../send-effect.js'
import { isBusyTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'
import { changeTask } from '../task-steps.js'
import { isOpenApproval, stepApproval } from './approval-machine.js'
import type { Approval, ApprovalAnswer } from './approval-machine.js'
import { approvalRecordId, saveApproval, withApproval } from './approval-record.js'
import { answeredWords } from './approval-words.js'

/** An answer from a screen. The first one counts; who comes later is told so. */
export function answerOnScreen(
  state: ConversationState,
  taskId: string,
  permissionId: string,
  decision: PermissionDecision,
  nowMs: number,
): ConversationStep {
  const asked = Object.values(state.approvals).findLast(
    (approval) => approval.taskId === taskId && approval.permissionId === permissionId,
  )
  if (asked === undefined) return step(state)
  if (!isOpenApproval(asked)) {
    const { decision: counted = decision, by = 'screen' } = asked.answer ?? {}
    return step(state, {
      type: 'show',
      event: { type: 'permission-already-answered', taskId, permissionId, decision: counted, by },
    })
  }
  return answerApproval(state, asked.approvalId, { decision, by: 'screen', atMs: nowMs, words: undefined }, nowMs)
}

/** Closes a question. The agent is told when the answer is durable: no deed without its record. */
export function answerApproval(
  state: ConversationState,
  approvalId: string,
  answer: ApprovalAnswer,
  nowMs: number,
): ConversationStep {
  const before = state.approvals[approvalId]
  if (before === undefined) return step(state)
  const after = stepApproval(before, { type: 'answered', answer })
  return after === before ? step(state) : closeApproval(state, after, nowMs)
}

/** What time and the ends of tasks close. */
export function expireApprovals(state: ConversationState, nowMs: number): ConversationStep {
  const open = Object.values(state.approvals).filter(isOpenApproval)
  return forEach(open, step(state), (current, approval) => {
    const task = current.tasks[approval.taskId]
    if (task?.permissionIds.includes(approval.permissionId) !== true) {
      const answer = { decision: 'denied', by: 'task-ended', atMs: nowMs, words: undefined } as const
      return answerApproval(current, approval.approvalId, answer, nowMs)
    }
    const after = stepApproval(approval, { type: 'tick', nowMs })
    return after === approval ? step(current) : closeApproval(current, after, nowMs)
  })
}

export function approvalDeadlines({ approvals, settings }: ConversationState): readonly number[] {
  return Object.values(approvals)
    .filter(isOpenApproval)
    .flatMap(({ expiresAtMs, heard }) => [
      expiresAtMs,
      ...(heard === undefined ? [] : [heard.atMs + settings.approvals.answerMs]),
    ])
}

/**
 * A record is durable, or will never be. Only that of the newest phase counts: what was asked may become durable after it
 * was answered. A grant that could not be recorded is none.
 */
export function onApprovalSaved(
  state: ConversationState,
  {
    approvalId,
    recordId,
    isSaved,
  }: { readonly approvalId: string; readonly recordId: string; readonly isSaved: boolean },
  nowMs: number,
): ConversationStep {
  const approval = state.approvals[approvalId]
  if (approval === undefined || isOpenApproval(approval) || approvalRecordId(approval) !== recordId) return step(state)
  const counted = isSaved ? approval : stepApproval(approval, { type: 'not-recorded', nowMs })
  return tellAnswer(withApproval(state, counted), counted, nowMs)
}

/** Its question is not asked any more, and the way in which it was closed becomes durable. */
export function closeApproval(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const { deliveryId } = approval
  const closed = withApproval(state, approval)
  const unsaid =
    deliveryId === undefined ? step(closed) : changeDelivery(closed, deliveryId, { type: 'given-up' }, nowMs)
  return andThen(unsaid, (current) => saveApproval(current, approval, nowMs))
}

function tellAnswer(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const { taskId, permissionId, answer } = approval
  const task = state.tasks[taskId]
  if (task === undefined || answer === undefined) return step(state)
  const { decision, by } = answer
  const event = { type: 'permission-answered', taskId, permissionId, decision, by } as const
  const shown = step(state, { type: 'show', event })
  const isAwaited = by === 'policy' ? isBusyTask(task) : task.permissionIds.includes(permissionId)
  if (!isAwaited) return shown
  const told = andThen(shown, (current) => answerRun(current, approval, decision, nowMs))
  return andThen(told, (current) => sayAnswer(current, task, approval, answer, nowMs))
}

function answerRun(
  state: ConversationState,
  { taskId, permissionId }: Approval,
  decision: PermissionDecision,
  nowMs: number,
): ConversationStep {
  const alive = withSignOfLife(state, taskId, nowMs)
  const answered = changeTask(alive, taskId, { type: 'permission-answered', permissionId }, nowMs)
  return andThen(answered, (current) => step(current, { type: 'answer-run', taskId, permissionId, decision }))
}

/** Who has answered by hand sees it; who has spoken, or said nothing, hears it. What rules allow is not talked about. */
function sayAnswer(
  state: ConversationState,
  task: Task,
  approval: Approval,
  answer: ApprovalAnswer,
  nowMs: number,
): ConversationStep {
  if (answer.by === 'policy' && answer.decision === 'granted') return step(state)
  const words = answeredWords(task, approval, answer)
  const isHeard = answer.by !== 'screen' && answer.by !== 'policy'
  if (isHeard) return addDelivery(state, task.taskId, 'update', words, nowMs)
  return step(state, ...(state.settings.dialect === 'realtime' ? noteEffects(state, words) : []))
}
