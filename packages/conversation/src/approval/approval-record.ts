import { step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import type { ApprovalRecord } from '../journal.js'
import { isOpenApproval } from './approval-machine.js'
import type { Approval } from './approval-machine.js'

/** Closed ones of which a screen may still want to know. */
const MAX_CLOSED = 100

/** Its newest phase goes into the journal; `onApprovalSaved` follows. */
export function saveApproval(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const record = toRecord(approval, nowMs)
  const { recordId } = record
  const saving = { ...state.saving, [recordId]: { type: 'approval', approvalId: approval.approvalId } as const }
  return step({ ...state, saving }, { type: 'save', record })
}

/** Of its newest phase. */
export function approvalRecordId({ approvalId, phase }: Approval): string {
  return `approval:${approvalId}:${phase === 'heard' ? 'asked' : phase}`
}

/** It is closed, and the agent is told as soon as that is durable. */
export function isBeingAnswered({ saving }: ConversationState, approval: Approval): boolean {
  return !isOpenApproval(approval) && saving[approvalRecordId(approval)] !== undefined
}

export function withApproval(state: ConversationState, approval: Approval): ConversationState {
  return { ...state, approvals: { ...state.approvals, [approval.approvalId]: approval } }
}

/** Rules answer by the thousand: the oldest that are closed are forgotten here. The journal has them. */
export function forgetOldApprovals(state: ConversationState): ConversationState {
  const closed = Object.values(state.approvals).filter(
    (approval) => !isOpenApproval(approval) && !isBeingAnswered(state, approval),
  )
  if (closed.length <= MAX_CLOSED) return state
  const old = new Set(closed.slice(0, -MAX_CLOSED).map(({ approvalId }) => approvalId))
  return { ...state, approvals: Object.fromEntries(Object.entries(state.approvals).filter(([id]) => !old.has(id))) }
}

/** Each says all that is known of the request: whoever reads only how it was closed sees what was granted. */
function toRecord(approval: Approval, nowMs: number): ApprovalRecord {
  const { approvalId, taskId, permissionId, toolKind, title, answer, isOutside, details } = approval
  const phase = approval.phase === 'heard' ? 'asked' : approval.phase
  return {
    ...{ kind: 'approval', version: 1, recordId: approvalRecordId(approval), atMs: nowMs },
    ...{ approvalId, taskId, permissionId, toolKind, title, phase },
    ...(isOutside ? { isOutside } : {}),
    ...(details === undefined ? {} : { details }),
    ...(answer === undefined ? {} : { by: answer.by }),
    ...(answer?.words === undefined ? {} : { words: answer.words }),
  }
}
