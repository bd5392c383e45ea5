import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addQuestion, isFloorOpen } from '../delivery-steps.js'
import { wantResponse } from '../queue-steps.js'
import { isOpenApproval, stepApproval } from './approval-machine.js'
import type { Approval } from './approval-machine.js'
import { withApproval } from './approval-record.js'
import { questionWords } from './approval-words.js'

/** After so many questions that were drowned by other speech, only the screen is left. */
const MAX_ASKED = 3

/**
 * Asks the oldest question that waits, when the voice is free for it alone: a question shares its response with nothing, so
 * that what began to play was the question. One at a time, so that an answer has one question.
 */
export function sayQuestions(state: ConversationState, nowMs: number): ConversationStep {
  const { queue } = state
  const isIdle = queue.phase.type === 'free' && queue.wanted.length === 0
  if (!isIdle || !isFloorOpen(state, nowMs) || listHeardQuestions(state).length > 0) return step(state)
  const next = Object.values(state.approvals).find((approval) => isWaiting(state, approval))
  if (next === undefined) return step(state)
  const { deliveryId } = next
  if (deliveryId !== undefined) return step(wantResponse(state, { reason: 'delivery', deliveryId }))
  return sayAgain(state, next, nowMs)
}

/** What has begun to play since the last input. */
export function hearQuestions(state: ConversationState, nowMs: number): ConversationStep {
  const heard = Object.values(state.approvals).filter(
    (approval) => isOpenApproval(approval) && approval.phase === 'asked' && hasBegunToPlay(state, approval),
  )
  const { phase } = state.queue
  const responseId = phase.type === 'active' ? phase.responseId : undefined
  return step(
    heard.reduce((current, approval) => change(current, approval, { type: 'heard', responseId, nowMs }), state),
  )
}

/** A yes that comes long after the question may be meant for somebody else: it is asked again. */
export function forgetOldQuestions(state: ConversationState, nowMs: number): ConversationState {
  const old = listHeardQuestions(state).filter(
    ({ heard }) => heard !== undefined && nowMs >= heard.atMs + state.settings.approvals.answerMs,
  )
  return old.reduce(drown, state)
}

/** Other speech is about to play: the next yes may be meant for that. What was asked is asked again. */
export function drownQuestions(state: ConversationState, itemId: string): ConversationState {
  const { phase } = state.queue
  const wants = phase.type === 'active' ? phase.wants : []
  return Object.values(state.approvals)
    .filter((approval) => approval.phase === 'heard')
    .filter(({ deliveryId }) => {
      const isSaidNow = wants.some((want) => want.deliveryId === deliveryId)
      return !isSaidNow && state.deliveries[deliveryId ?? '']?.carrier?.itemId !== itemId
    })
    .reduce(drown, state)
}

/** The server has refused our request: what played since was not the question. */
export function unhearRefused(state: ConversationState): ConversationState {
  const { phase } = state.queue
  if (phase.type !== 'active') return state
  return Object.values(state.approvals)
    .filter((approval) => approval.phase === 'heard' && approval.heard?.responseId === phase.responseId)
    .reduce(drown, state)
}

/** Questions that the user has begun to hear and that an answer can belong to, in the order in which they were asked. */
export function listHeardQuestions({ approvals }: ConversationState): readonly Approval[] {
  return Object.values(approvals).filter((approval) => approval.phase === 'heard' && approval.way === 'voice')
}

function isWaiting({ deliveries }: ConversationState, approval: Approval): boolean {
  if (approval.way !== 'voice' || approval.phase !== 'asked') return false
  const said = approval.deliveryId === undefined ? undefined : deliveries[approval.deliveryId]
  if (said === undefined) return approval.askCount < MAX_ASKED
  return said.phase === 'pending'
}

function sayAgain(state: ConversationState, approval: Approval, nowMs: number): ConversationStep {
  const { approvalId, taskId, askCount } = approval
  const task = state.tasks[taskId]
  if (task === undefined) return step(state)
  const deliveryId = `${approvalId}:question:${askCount + 1}`
  const asked = change(state, approval, { type: 'said', deliveryId })
  return andThen(addQuestion(asked, taskId, deliveryId, questionWords(task, approval), nowMs), (current) =>
    step(wantResponse(current, { reason: 'delivery', deliveryId })),
  )
}

/**
 * Strict where players report: something of the response that says nothing but the question was played, or all of one that
 * says more. Where nobody reports, its end has to do.
 */
function hasBegunToPlay(state: ConversationState, { deliveryId }: Approval): boolean {
  const said = deliveryId === undefined ? undefined : state.deliveries[deliveryId]
  if (said === undefined) return false
  if (said.phase === 'heard') return true
  const { items, isReporting } = state.bargeIn
  if (said.phase === 'spoken') {
    const item = items.find(({ itemId }) => itemId === said.carrier?.itemId)
    return said.carrier === undefined || !isReporting || (item !== undefined && item.playedMs > 0)
  }
  const { phase } = state.queue
  if (said.phase !== 'sent' || phase.type !== 'active' || phase.wants.length !== 1) return false
  const isCarrier = phase.wants[0]?.deliveryId === deliveryId
  return isCarrier && items.some(({ responseId, playedMs }) => responseId === phase.responseId && playedMs > 0)
}

function drown(state: ConversationState, approval: Approval): ConversationState {
  const isPending = state.deliveries[approval.deliveryId ?? '']?.phase === 'pending'
  return change(state, approval, { type: 'drowned', isPending })
}

function change(
  state: ConversationState,
  { approvalId }: Approval,
  input: Parameters<typeof stepApproval>[1],
): ConversationState {
  const before = state.approvals[approvalId]
  return before === undefined ? state : withApproval(state, stepApproval(before, input))
}
