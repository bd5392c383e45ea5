import { isQuestionAloud } from '../agent-questions/take-reply.js'
import { isOpenApproval } from '../approval/approval-machine.js'
import type { Approval, ApprovalAnswer } from '../approval/approval-machine.js'
import { answerApproval } from '../approval/approval-steps.js'
import { answeredWords } from '../approval/approval-words.js'
import { changeBargeIn } from '../barge-in/barge-in-steps.js'
import { isBackchannel } from '../barge-in/is-backchannel.js'
import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery } from '../delivery-steps.js'
import { readConsent } from '../spoken-answers/read-consent.js'
import { readStop } from '../spoken-answers/read-stop.js'
import { isAboutSpeech } from '../stops/is-about-speech.js'
import { stopSpeaking } from '../stops/stop-steps.js'
import { takeWords } from './take-words.js'
import { findTurn } from './user-turns-machine.js'

/**
 * What the user's own final words mean to the conversation itself, before any model makes something of them: the answer to a
 * question that was heard, an order to be quiet, or a sound of listening. Everything else is left to the model.
 */
export function onFinalWords(
  state: ConversationState,
  text: string,
  itemId: string | undefined,
  nowMs: number,
): ConversationStep {
  const isStop = readStop(text) === 'speaking'
  const question = isStop && isAboutSpeech(text) ? undefined : findHeardQuestion(state, itemId)
  const consent = question === undefined ? 'unclear' : readConsent(text)
  const stopped = isStop ? stopSpeaking(state, nowMs) : step(state)
  const answered = andThen(stopped, (current) =>
    question === undefined || consent === 'unclear' || itemId === undefined
      ? step(current)
      : answerByVoice(current, question, { decision: consent, words: { itemId, text } }, nowMs),
  )
  const isActedOn = isStop || consent !== 'unclear'
  // A sound of listening over the assistant's speech is no request either; "okay" to an agent's question is its answer.
  const isSound = !isActedOn && isBackchannel(text) && !isQuestionAloud(state)
  const isTaken = isActedOn || (isSound && state.bargeIn.cut !== undefined)
  const taken = andThen(answered, (current) => (isTaken ? takeWords(current, itemId, text, nowMs) : step(current)))
  return andThen(taken, (current) => changeBargeIn(current, { type: 'words', isBackchannel: isSound }, nowMs))
}

/** An answer to a question that was closed while the user spoke counts for nothing, and for nothing else: the user is told. */
function answerByVoice(
  state: ConversationState,
  question: Approval,
  { decision, words }: Pick<ApprovalAnswer, 'decision' | 'words'>,
  nowMs: number,
): ConversationStep {
  const { approvalId, taskId, permissionId, answer } = question
  if (isOpenApproval(question)) {
    return answerApproval(state, approvalId, { decision, by: 'voice', atMs: nowMs, words }, nowMs)
  }
  const task = state.tasks[taskId]
  if (task === undefined || answer === undefined) return step(state)
  const { decision: counted, by } = answer
  const event = { type: 'permission-already-answered', taskId, permissionId, decision: counted, by } as const
  return andThen(step(state, { type: 'show', event }), (current) =>
    addDelivery(current, taskId, 'update', answeredWords(task, question, answer), nowMs),
  )
}

/** The question that was heard last when the user began to say this. */
function findHeardQuestion(state: ConversationState, itemId: string | undefined): Approval | undefined {
  const heard = findTurn(state.userTurns, itemId)?.heardQuestionIds ?? []
  const last = heard.at(-1)
  const question = last === undefined ? undefined : state.approvals[last]
  return question?.way === 'voice' ? question : undefined
}
