import { step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { stepReply } from '../reply-machine.js'
import { sendEffects } from '../send-effect.js'
import { readWords } from '../spoken-answers/spoken-words.js'
import { awaitedAnswerUntil, findTurn, stepUserTurns } from './user-turns-machine.js'

/**
 * The user's words have been acted on: the server's own answer to them is not wanted. One that runs is cancelled and not
 * played; one that has not begun is awaited for a moment, so that it can be.
 */
export function takeWords(
  state: ConversationState,
  itemId: string | undefined,
  text: string,
  nowMs: number,
): ConversationStep {
  if (state.settings.dialect !== 'realtime' && text === '') return step(state)
  const untilMs = nowMs + state.settings.limits.autoAnswerMs
  const userTurns = stepUserTurns(state.userTurns, { type: 'taken', itemId, text, untilMs })
  const taken: ConversationState = { ...state, userTurns }
  const { phase } = state.queue
  const answer = findTurn(userTurns, itemId)?.answer
  const isRunning = phase.type === 'active' && phase.responseId !== undefined && answer?.responseId === phase.responseId
  return isRunning ? silenceAnswer(taken) : step(taken)
}

/** A response has begun that nobody asked for: it answers the user's last words, or nothing if these were taken. */
export function onAutomaticAnswer(
  state: ConversationState,
  responseId: string | undefined,
  nowMs: number,
): ConversationStep {
  const untilMs = awaitedAnswerUntil(state.userTurns)
  const userTurns = stepUserTurns(state.userTurns, { type: 'answered', responseId })
  const answered: ConversationState = { ...state, userTurns }
  return untilMs !== undefined && nowMs <= untilMs ? silenceAnswer(answered) : step(answered)
}

/** Whether a handoff is made of words that were an answer or an order to the conversation itself, and no request. */
export function isMadeOfTakenWords(state: ConversationState, handoffId: string, input: string): boolean {
  const { userTurns } = state
  const isCalledFor = userTurns.some(
    ({ taken, answer }) => taken !== undefined && answer?.handoffIds.includes(handoffId) === true,
  )
  const last = userTurns.at(-1)?.taken
  return isCalledFor || (last !== undefined && isSameWords(last.text, input))
}

/** The voice is not asked anything before the server has had its chance to answer words that need no answer. */
export function isAwaitingAutomaticAnswer(state: ConversationState, nowMs: number): boolean {
  const untilMs = awaitedAnswerUntil(state.userTurns)
  return state.settings.dialect === 'realtime' && untilMs !== undefined && nowMs < untilMs
}

export function automaticAnswerDeadline(state: ConversationState, afterMs: number): number | undefined {
  const untilMs = awaitedAnswerUntil(state.userTurns)
  return untilMs !== undefined && untilMs > afterMs ? untilMs : undefined
}

function silenceAnswer(state: ConversationState): ConversationStep {
  const { phase } = state.queue
  const responseId = phase.type === 'active' ? phase.responseId : undefined
  const silenced = { ...state, reply: stepReply(state.reply, { type: 'stopped' }) }
  return step(
    silenced,
    ...sendEffects(silenced, { method: 'cancelResponse', ...(responseId === undefined ? {} : { responseId }) }),
  )
}

function isSameWords(one: string, other: string): boolean {
  const words = readWords(one).words.join(' ')
  return words !== '' && words === readWords(other).words.join(' ')
}
