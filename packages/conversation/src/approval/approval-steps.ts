import type { AgentEvent, PermissionDecision } from '../agent.js'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery, changeDelivery } from '../delivery-steps.js'
import type { ApprovalRecord } from '../journal.js'
import { withSignOfLife } from '../run-watch/watched-run.js'
import { noteEffects } from '../send-effect.js'
import { isBusyTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'
import { changeTask } from '../task-steps.js'
import { isOpenApproval, stepApproval } from './approval-machine.js'
import type { Approval, ApprovalAnswer } from './approval-machine.js'
import { answeredWords, askedNote, screenWords } from './approval-words.js'

type PermissionRequest = Extract<AgentEvent, { type: 'permission-requested' }>

/** The task waits; the conversation goes on. The same request twice is one question. */
export function onPermissionRequested(
  state: ConversationState,
  taskId: string,
  request: PermissionRequest,
  nowMs: number,
): ConversationStep {
  const task = state.tasks[taskId]
  if (task === undefined || !isBusyTask(task) || task.permissionIds.includes(request.permissionId)) return step(state)
  const { permissionId, toolKind, title } = request
  const approval = newApproval(state, taskId, request, nowMs)
  const { way, expiresAtMs } = approval
  const alive = withSignOfLife(withApproval(state, approval), taskId, nowMs)
  const parked = changeTask(alive, taskId, { type: 'permission-requested', permissionId }, nowMs)
  const shown = andThen(parked, (current) =>
    step(
      current,
      { type: 'show', event: { type: 'permission', taskId, permissionId, toolKind, title, way, expiresAtMs } },
      ...(current.settings.dialect === 'realtime' ? noteEffects(current, askedNote(task, approval)) : []),
    ),
  )
  const saved = andThen(shown, (current) => save(current, approval, nowMs))
  if (way === 'voice') return saved
  return andThen(saved, (current) => addDelivery(current, taskId, 'update', screenWords(task, approval), nowMs))
}

function newApproval(
  state: ConversationState,
  taskId: string,
  { permissionId, toolKind, title }: PermissionRequest,
  nowMs: number,
): Approval {
  const { approvals, dialect, agent } = state.settings
  const { screenOnly, expireMs } = approvals
  const isVoiceAllowed = !screenOnly.includes('*') && !screenOnly.includes(toolKind)
  // Quicksilver does not tell when the user begins to speak, so that no answer can be tied to a question.
  const way = isVoiceAllowed && dialect === 'realtime' && agent.canAnswer ? 'voice' : 'screen'
  const earlier = Object.values(state.approvals).filter(
    (other) => other.taskId === taskId && other.permissionId === permissionId,
  ).length
  return {
    ...{ approvalId: `${taskId}:${permissionId}:${earlier + 1}`, taskId, permissionId, toolKind, title, way },
    ...{ phase: 'asked', askedAtMs: nowMs, expiresAtMs: nowMs + expireMs, askCount: 0 },
    ...{ deliveryId: undefined, heard: undefined, answer: undefined },
  }
}

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

/** The record is durable, or will never be. A grant that could not be recorded is none. */
export function onApprovalSaved(
  state: ConversationState,
  approvalId: string,
  isSaved: boolean,
  nowMs: number,
): ConversationStep {
  const approval = state.approvals[approvalId]
  if (approval === undefined || isOpenApproval(approval)) return step(state)
  const counted = isSaved ? approval : stepApproval(approval, { type: 'not-recorded', nowMs })
  return tellAnswer(withApproval(state, counted), counted, nowMs)
}

function closeApproval(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const { deliveryId } = approval
  const closed = withApproval(state, approval)
  const unsaid =
    deliveryId === undefined ? step(closed) : changeDelivery(closed, deliveryId, { type: 'given-up' }, nowMs)
  return andThen(unsaid, (current) => save(current, approval, nowMs))
}

function tellAnswer(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const { taskId, permissionId, answer } = approval
  const task = state.tasks[taskId]
  if (task === undefined || answer === undefined) return step(state)
  const { decision, by } = answer
  const event = { type: 'permission-answered', taskId, permissionId, decision, by } as const
  const shown = step(state, { type: 'show', event })
  if (!task.permissionIds.includes(permissionId)) return shown
  const told = andThen(shown, (current) => answerRun(current, approval, decision, nowMs))
  return andThen(told, (current) => sayAnswer(current, task, answer, nowMs))
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

/** Who has answered by hand sees it; who has spoken, or said nothing, hears it. */
function sayAnswer(state: ConversationState, task: Task, answer: ApprovalAnswer, nowMs: number): ConversationStep {
  const words = answeredWords(task, answer)
  if (answer.by !== 'screen') return addDelivery(state, task.taskId, 'update', words, nowMs)
  return step(state, ...(state.settings.dialect === 'realtime' ? noteEffects(state, words) : []))
}

function save(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const record = toRecord(approval, nowMs)
  const { recordId } = record
  const saving = { ...state.saving, [recordId]: { type: 'approval', approvalId: approval.approvalId } as const }
  return step({ ...state, saving }, { type: 'save', record })
}

function toRecord(approval: Approval, nowMs: number): ApprovalRecord {
  const { approvalId, taskId, permissionId, toolKind, title, answer } = approval
  const phase = approval.phase === 'heard' ? 'asked' : approval.phase
  return {
    ...{ kind: 'approval', version: 1, recordId: `approval:${approvalId}:${phase}`, atMs: nowMs },
    ...{ approvalId, taskId, permissionId, toolKind, title, phase },
    ...(answer === undefined ? {} : { by: answer.by }),
    ...(answer?.words === undefined ? {} : { words: answer.words }),
  }
}

export function withApproval(state: ConversationState, approval: Approval): ConversationState {
  return { ...state, approvals: { ...state.approvals, [approval.approvalId]: approval } }
}
