import type { AgentEvent } from '../agent.js'
import { boundText } from '../bound-text.js'
import { andThen, nextName, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery } from '../delivery-steps.js'
import { withSignOfLife } from '../run-watch/watched-run.js'
import { noteEffects } from '../send-effect.js'
import { isBusyTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'
import { changeTask } from '../task-steps.js'
import { isOpenApproval, stepApproval } from './approval-machine.js'
import type { Approval } from './approval-machine.js'
import { judgePermission } from './approval-policy.js'
import type { ApprovalWay } from './approval-policy.js'
import { forgetOldApprovals, isBeingAnswered, saveApproval, withApproval } from './approval-record.js'
import { closeApproval } from './approval-steps.js'
import { askedNote, screenWords, withdrawnNote } from './approval-words.js'
import { boundDetails, MAX_TITLE_CHARACTERS } from './permission-details.js'

type PermissionRequest = Extract<AgentEvent, { type: 'permission-requested' }>

/** A rule answers it, or the task waits for the user while the conversation goes on. The same request twice is one. */
export function onPermissionRequested(
  state: ConversationState,
  taskId: string,
  request: PermissionRequest,
  nowMs: number,
): ConversationStep {
  const task = state.tasks[taskId]
  if (task === undefined || !isBusyTask(task)) return step(state)
  const alive = withSignOfLife(state, taskId, nowMs)
  if (findUnanswered(state, taskId, request.permissionId) !== undefined) return step(alive)
  const { state: named, name } = nextName(forgetOldApprovals(alive))
  const approval = newApproval(named, taskId, request, name, nowMs)
  const known = showRequest(withApproval(named, approval), approval)
  return andThen(known, (current) =>
    isOpenApproval(approval) ? ask(current, task, approval, nowMs) : saveApproval(current, approval, nowMs),
  )
}

/** The agent does not wait for it any more: nobody is asked, and no answer to it counts for anything. */
export function onPermissionWithdrawn(
  state: ConversationState,
  taskId: string,
  permissionId: string,
  nowMs: number,
): ConversationStep {
  const task = state.tasks[taskId]
  const asked = findUnanswered(state, taskId, permissionId)
  if (task === undefined || asked === undefined) return step(state)
  const wasShownAsOpen = task.permissionIds.includes(permissionId)
  const alive = withSignOfLife(state, taskId, nowMs)
  const closed = closeApproval(alive, stepApproval(asked, { type: 'withdrawn', nowMs }), nowMs)
  const free = andThen(closed, (current) =>
    changeTask(current, taskId, { type: 'permission-answered', permissionId }, nowMs),
  )
  const isNoted = wasShownAsOpen && state.settings.dialect === 'realtime'
  return andThen(free, (current) => step(current, ...(isNoted ? noteEffects(current, withdrawnNote(task)) : [])))
}

/** The agent still waits for the answer to it. */
function findUnanswered(state: ConversationState, taskId: string, permissionId: string): Approval | undefined {
  return Object.values(state.approvals).findLast(
    (approval) =>
      approval.taskId === taskId &&
      approval.permissionId === permissionId &&
      (isOpenApproval(approval) || isBeingAnswered(state, approval)),
  )
}

function newApproval(
  state: ConversationState,
  taskId: string,
  { permissionId, toolKind, title, isOutside = false, details }: PermissionRequest,
  name: number,
  nowMs: number,
): Approval {
  const { approvals } = state.settings
  const way = askableWay(state, judgePermission(approvals.rules, { toolKind, isOutside }))
  const isDecided = way === 'allow' || way === 'deny'
  const decision = way === 'allow' ? 'granted' : 'denied'
  return {
    ...{ approvalId: `${taskId}:${permissionId}:${name}`, taskId, permissionId, toolKind, isOutside, way },
    ...{ title: boundText(title, MAX_TITLE_CHARACTERS), details: boundDetails(details) },
    ...{ askedAtMs: nowMs, expiresAtMs: isDecided ? nowMs : nowMs + approvals.expireMs, askCount: 0 },
    ...{ phase: isDecided ? decision : 'asked', deliveryId: undefined, heard: undefined },
    answer: isDecided ? { decision, by: 'policy', atMs: nowMs, words: undefined } : undefined,
  }
}

/** Quicksilver does not tell when the user begins to speak, so that no answer could be tied to a question. */
function askableWay({ settings }: ConversationState, way: ApprovalWay): ApprovalWay {
  const canHearAnswers = settings.dialect === 'realtime' && settings.agent.canAnswer
  return way === 'voice' && !canHearAnswers ? 'screen' : way
}

function showRequest(state: ConversationState, approval: Approval): ConversationStep {
  const { taskId, permissionId, toolKind, title, way, expiresAtMs, isOutside, details } = approval
  const more = details === undefined ? {} : { details }
  return step(state, {
    type: 'show',
    event: { type: 'permission', taskId, permissionId, toolKind, title, isOutside, ...more, way, expiresAtMs },
  })
}

function ask(state: ConversationState, task: Task, approval: Approval, nowMs: number): ConversationStep {
  const { taskId, permissionId } = approval
  const parked = changeTask(state, taskId, { type: 'permission-requested', permissionId }, nowMs)
  const noted = andThen(parked, (current) =>
    step(current, ...(current.settings.dialect === 'realtime' ? noteEffects(current, askedNote(task, approval)) : [])),
  )
  const saved = andThen(noted, (current) => saveApproval(current, approval, nowMs))
  if (approval.way === 'voice') return saved
  return andThen(saved, (current) => addDelivery(current, taskId, 'update', screenWords(task, approval), nowMs))
}
