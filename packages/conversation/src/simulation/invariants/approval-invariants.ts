import { judgePermission } from '../../approval/approval-policy.js'
import type { Approval } from '../../approval/approval-machine.js'
import { readConsent } from '../../spoken-answers/read-consent.js'
import type { ConversationInput } from '../../conversation-input.js'
import type { Invariant } from '../invariant.js'

/** Consent is the user's own, in the user's own words, on the user's screen or by the user's rules. */
export function createApprovalInvariants(): readonly Invariant[] {
  return [grantedByUserOnly(), answeredOnce(), recordedBeforeTold(), neverAfterWithdrawal()]
}

function grantedByUserOnly(): Invariant {
  /** Askings that were open when the user said or pressed yes. */
  const consented = new Set<string>()
  return {
    name: 'an approval is granted by the screen, by the words of the user or by a rule, and by nothing else',
    check({ before, input, effects, after }) {
      if (isConsent(input)) {
        for (const { approvalId, phase } of Object.values(before.approvals)) {
          if (phase === 'asked' || phase === 'heard') consented.add(approvalId)
        }
      }
      for (const effect of effects) {
        if (effect.type !== 'answer-run' || effect.decision !== 'granted') continue
        const approval = newestOf(after.approvals, effect)
        if (approval === undefined) return `${effect.permissionId} of ${effect.taskId} is granted and nobody has asked`
        const isRuled = judgePermission(after.settings.approvals.rules, approval) === 'allow'
        if (!isRuled && !consented.has(approval.approvalId)) {
          return `${approval.approvalId} is granted: no rule allows it and the user has not said so`
        }
      }
      return undefined
    },
    crash() {
      consented.clear()
    },
  }
}

function isConsent(input: ConversationInput): boolean {
  if (input.type === 'answer-permission') return input.decision === 'granted'
  const isSpoken = input.type === 'connection' && input.event.type === 'input_transcript_done'
  return isSpoken && readConsent(input.event.text) === 'granted'
}

function newestOf(
  approvals: Readonly<Record<string, Approval>>,
  { taskId, permissionId }: { readonly taskId: string; readonly permissionId: string },
): Approval | undefined {
  return Object.values(approvals).findLast(
    (approval) => approval.taskId === taskId && approval.permissionId === permissionId,
  )
}

function answeredOnce(): Invariant {
  const answered = new Set<string>()
  return {
    name: 'the first answer to a question counts, and only the first',
    check({ effects, after }) {
      for (const effect of effects) {
        if (effect.type !== 'answer-run') continue
        const approvalId = newestOf(after.approvals, effect)?.approvalId ?? ''
        if (answered.has(approvalId)) return `${approvalId} is answered a second time`
        answered.add(approvalId)
      }
      return undefined
    },
  }
}

function recordedBeforeTold(): Invariant {
  return {
    name: 'no permission is passed on before its record is in the journal',
    check({ effects, after, world }) {
      for (const effect of effects) {
        if (effect.type !== 'answer-run' || effect.decision !== 'granted') continue
        const approvalId = newestOf(after.approvals, effect)?.approvalId ?? ''
        if (!world.isDurable(`approval:${approvalId}:granted`)) return `${approvalId} is granted and not recorded`
      }
      return undefined
    },
  }
}

function neverAfterWithdrawal(): Invariant {
  const waiting = new Set<string>()
  return {
    name: 'a request that its agent has withdrawn is not granted',
    check({ input, effects }) {
      if (input.type === 'run-event') {
        const { taskId, event } = input
        if (event.type === 'permission-requested') waiting.add(`${taskId} ${event.permissionId}`)
        if (event.type === 'permission-withdrawn') waiting.delete(`${taskId} ${event.permissionId}`)
      }
      for (const effect of effects) {
        if (effect.type !== 'answer-run' || effect.decision !== 'granted') continue
        const asked = `${effect.taskId} ${effect.permissionId}`
        if (!waiting.has(asked)) return `${asked} is granted and its agent does not wait for it`
      }
      return undefined
    },
    crash() {
      waiting.clear()
    },
  }
}
