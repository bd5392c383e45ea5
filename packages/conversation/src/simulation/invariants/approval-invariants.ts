import { readConsent } from '../../spoken-answers/read-consent.js'
import type { ConversationInput } from '../../conversation-input.js'
import type { Invariant } from '../invariant.js'

/** Consent is the user's own, in the user's own words or on the user's screen. */
export function createApprovalInvariants(): readonly Invariant[] {
  return [grantedByUserOnly(), answeredOnce()]
}

function grantedByUserOnly(): Invariant {
  /** Questions that were open when the user said or pressed yes. */
  const consented = new Set<string>()
  return {
    name: 'an approval is granted by the screen or by the words of the user, and by nothing else',
    check({ before, input, effects }) {
      if (isConsent(input)) {
        for (const { taskId, permissionIds } of Object.values(before.tasks)) {
          for (const permissionId of permissionIds) consented.add(`${taskId} ${permissionId}`)
        }
      }
      for (const effect of effects) {
        if (effect.type !== 'answer-run' || effect.decision !== 'granted') continue
        const question = `${effect.taskId} ${effect.permissionId}`
        if (!consented.has(question)) return `${question} is granted and the user has not said so`
      }
      return undefined
    },
  }
}

function isConsent(input: ConversationInput): boolean {
  if (input.type === 'answer-permission') return input.decision === 'granted'
  const isSpoken = input.type === 'connection' && input.event.type === 'input_transcript_done'
  return isSpoken && readConsent(input.event.text) === 'granted'
}

function answeredOnce(): Invariant {
  const answered = new Set<string>()
  return {
    name: 'the first answer to a question counts, and only the first',
    check({ effects }) {
      for (const effect of effects) {
        if (effect.type !== 'answer-run') continue
        const question = `${effect.taskId} ${effect.permissionId}`
        if (answered.has(question)) return `${question} is answered a second time`
        answered.add(question)
      }
      return undefined
    },
  }
}
