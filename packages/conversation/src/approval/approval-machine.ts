import type { PermissionDecision, PermissionDetails, ToolKind } from '../agent.js'
import type { ApprovalWay } from './approval-policy.js'

/**
 * An agent's question whether it may do something. `heard`: the question has begun to play and the assistant has said nothing
 * else since. The last three never change: the first answer counts.
 */
export type ApprovalPhase = 'asked' | 'heard' | 'granted' | 'denied' | 'expired'

/**
 * Who closed it. `policy`: a rule, and nobody was asked. `agent`: it has withdrawn the request. `task-ended`, `restart`: there
 * is nobody left to tell. `journal`: a grant that could not be recorded is none.
 */
export type ApprovalAnswerer = 'voice' | 'screen' | 'policy' | 'expiry' | 'agent' | 'task-ended' | 'restart' | 'journal'

export interface Approval {
  readonly approvalId: string
  readonly taskId: string
  readonly permissionId: string
  readonly toolKind: ToolKind
  readonly title: string
  /** It reaches outside the task's folder. */
  readonly isOutside: boolean
  /** Bounded; for a screen. */
  readonly details: PermissionDetails | undefined
  /** `screen`: a voice may tell of it and not answer it. `allow`, `deny`: a rule has answered it. */
  readonly way: ApprovalWay
  readonly phase: ApprovalPhase
  readonly askedAtMs: number
  readonly expiresAtMs: number
  /** The delivery that says the question now; it has a new one each time. */
  readonly deliveryId: string | undefined
  readonly askCount: number
  /** When and in which response the question began to play. */
  readonly heard: { readonly atMs: number; readonly responseId: string | undefined } | undefined
  readonly answer: ApprovalAnswer | undefined
}

export interface ApprovalAnswer {
  readonly decision: PermissionDecision
  readonly by: ApprovalAnswerer
  readonly atMs: number
  /** The user's own words and their item, where a voice has answered. */
  readonly words: { readonly itemId: string; readonly text: string } | undefined
}

export type ApprovalInput =
  | { readonly type: 'said'; readonly deliveryId: string }
  /** The question began to play. */
  | { readonly type: 'heard'; readonly responseId: string | undefined; readonly nowMs: number }
  /**
   * The assistant says something else, too much time has gone by, or what played was not the question. `isPending`: its
   * delivery waits to be said again anyway.
   */
  | { readonly type: 'drowned'; readonly isPending: boolean }
  | { readonly type: 'answered'; readonly answer: ApprovalAnswer }
  | { readonly type: 'tick'; readonly nowMs: number }
  /** The agent does not wait for it any more, and has not been told of an answer: there is none. */
  | { readonly type: 'withdrawn'; readonly nowMs: number }
  /** A grant could not be recorded. */
  | { readonly type: 'not-recorded'; readonly nowMs: number }

export function stepApproval(approval: Approval, input: ApprovalInput): Approval {
  if (input.type === 'not-recorded') return onNotRecorded(approval, input.nowMs)
  if (input.type === 'withdrawn') {
    return close(approval, { decision: 'denied', by: 'agent', atMs: input.nowMs, words: undefined })
  }
  if (!isOpenApproval(approval)) return approval
  switch (input.type) {
    case 'said':
      return { ...approval, deliveryId: input.deliveryId, askCount: approval.askCount + 1 }
    case 'heard':
      if (approval.phase === 'heard') return approval
      return { ...approval, phase: 'heard', heard: { atMs: input.nowMs, responseId: input.responseId } }
    case 'drowned':
      if (approval.phase !== 'heard') return approval
      return {
        ...{ ...approval, phase: 'asked', heard: undefined },
        deliveryId: input.isPending ? approval.deliveryId : undefined,
      }
    case 'answered':
      return close(approval, input.answer)
    case 'tick':
      if (input.nowMs < approval.expiresAtMs) return approval
      return close(approval, { decision: 'denied', by: 'expiry', atMs: input.nowMs, words: undefined })
  }
}

export function isOpenApproval({ phase }: Approval): boolean {
  return phase === 'asked' || phase === 'heard'
}

function close(approval: Approval, answer: ApprovalAnswer): Approval {
  return { ...approval, phase: EXPIRING.has(answer.by) ? 'expired' : answer.decision, answer }
}

/** Nobody has decided anything. */
const EXPIRING: ReadonlySet<ApprovalAnswerer> = new Set(['expiry', 'task-ended', 'agent', 'restart'])

function onNotRecorded(approval: Approval, nowMs: number): Approval {
  if (approval.phase !== 'granted') return approval
  return close(approval, { decision: 'denied', by: 'journal', atMs: nowMs, words: undefined })
}
