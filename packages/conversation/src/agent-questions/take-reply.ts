import type { WaitingHandoff } from '../handoff-answers.js'
import type { ConversationState } from '../conversation-state.js'
import { isSameRequest } from '../request-likeness.js'
import { readCancel } from '../spoken-answers/read-cancel.js'
import { readStop } from '../spoken-answers/read-stop.js'
import type { Task } from '../task-machine.js'
import type { AgentQuestion } from './agent-question-machine.js'

/** The user's own words of a handoff. */
export function handedWords({ input, transcript }: Pick<WaitingHandoff, 'input' | 'transcript'>): string {
  if (input.trim() !== '') return input
  return transcript.flatMap(({ role, text }) => (role === 'user' ? [text] : [])).join(' ')
}

/**
 * The question that these words answer: the oldest open one that was asked aloud, whatever the words are, but for an order
 * to stop. What was only shown on a screen is not answered by what somebody says.
 */
export function findAnsweredQuestion(state: ConversationState, words: string): AgentQuestion | undefined {
  if (words.trim() === '' || readStop(words) === 'speaking' || readCancel(words) === 'work') return undefined
  return Object.values(state.questions).find((question) => {
    const task = state.tasks[question.taskId]
    const isAsked = question.phase === 'open' && question.way === 'voice' && isSaid(state, question)
    return isAsked && task !== undefined && !task.isCancelling
  })
}

/** A question was asked aloud and nobody has answered it: what the user says now may do so. */
export function isQuestionAloud(state: ConversationState): boolean {
  return Object.values(state.questions).some((question) => question.phase === 'open' && isSaid(state, question))
}

/** The task that these words have just answered: a model that hands the same words over twice means one answer. */
export function findTaskAnswered(state: ConversationState, words: string, nowMs: number): Task | undefined {
  const { duplicateWindowMs } = state.settings.limits
  const answered = Object.values(state.questions).findLast(
    ({ reply }) => reply !== undefined && nowMs - reply.atMs <= duplicateWindowMs && isSameRequest(reply.words, words),
  )
  return answered === undefined ? undefined : state.tasks[answered.taskId]
}

/** The server has been given it at least once. */
function isSaid({ deliveries }: ConversationState, { deliveryId }: AgentQuestion): boolean {
  return deliveryId !== undefined && (deliveries[deliveryId]?.offers ?? 0) > 0
}
