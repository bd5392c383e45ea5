import { SECRET_MARK } from '../agent-asks.js'
import type { Invariant } from '../invariant.js'

/** An agent gets the user's words once, from the user, and secrets stay on the screen. */
export function createQuestionInvariants(): readonly Invariant[] {
  return [repliedOnce(), repliedWithUsersWords(), secretsOnScreenOnly(), closedAtRest()]
}

function repliedOnce(): Invariant {
  const open = new Map<string, number>()
  const handoffIds = new Set<string>()
  return {
    name: 'a question gets at most one reply, and a reply reaches at most one question',
    check({ input, effects }) {
      if (input.type === 'run-event' && input.event.type === 'needs-input') {
        const asked = `${input.taskId} ${input.event.questionId}`
        open.set(asked, (open.get(asked) ?? 0) + 1)
      }
      for (const effect of effects) {
        if (effect.type !== 'reply-run') continue
        const { taskId, questionId, handoffId } = effect
        const left = open.get(`${taskId} ${questionId}`) ?? 0
        if (left === 0) return `${questionId} of ${taskId} gets a reply and was not asked, or has one`
        open.set(`${taskId} ${questionId}`, left - 1)
        if (handoffId === undefined) continue
        if (handoffIds.has(handoffId)) return `${handoffId} is the reply to a second question`
        handoffIds.add(handoffId)
      }
      return undefined
    },
    crash() {
      open.clear()
    },
  }
}

function repliedWithUsersWords(): Invariant {
  const said = new Map<string, string>()
  return {
    name: 'a reply holds the words that the user gave for it, and no others',
    check({ input, effects, before }) {
      if (input.type === 'connection' && input.event.type === 'handoff_requested') {
        said.set(input.event.handoffId, input.event.inputTranscript)
      }
      for (const effect of effects) {
        if (effect.type !== 'reply-run') continue
        const { handoffId, text } = effect
        if (handoffId === undefined) {
          const isTyped = input.type === 'reply-to-question' && input.text === text
          if (!isTyped) return `"${text}" is a reply and nobody has typed it`
          continue
        }
        const handoff = before.handoffs[handoffId]
        const isHandedOver = handoff?.phase === 'saving' && handoff.disposition === 'reply'
        const words = said.get(handoffId.replace(/^session\d+:/, ''))
        if (!isHandedOver || (words !== undefined && words.trim() !== '' && words !== text)) {
          return `"${text}" is a reply and was not handed over as one`
        }
      }
      return undefined
    },
    crash() {
      said.clear()
    },
  }
}

function secretsOnScreenOnly(): Invariant {
  return {
    name: 'no word of a question whose answer is a secret goes to the voice or into the journal',
    check({ effects }) {
      const leak = effects.find(
        (effect) => (effect.type === 'send' || effect.type === 'save') && JSON.stringify(effect).includes(SECRET_MARK),
      )
      return leak === undefined ? undefined : `a ${leak.type} holds it`
    },
  }
}

function closedAtRest(): Invariant {
  return {
    name: 'when the conversation has ended nothing is asked any more',
    checkRest({ questions, approvals }, rest) {
      if (rest === 'open') return undefined
      const question = Object.values(questions).find(({ phase }) => phase === 'open' || phase === 'answering')
      const approval = Object.values(approvals).find(({ phase }) => phase === 'asked' || phase === 'heard')
      const open = question?.key ?? approval?.approvalId
      return open === undefined ? undefined : `${open} is still open`
    },
  }
}
