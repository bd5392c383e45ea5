import { answerApproval } from '../approval/approval-steps.js'
import { isOpenApproval } from '../approval/approval-machine.js'
import type { Approval } from '../approval/approval-machine.js'
import { changeBargeIn } from '../barge-in/barge-in-steps.js'
import { isBackchannel } from '../barge-in/is-backchannel.js'
import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
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
  const question = isStop && isAboutSpeech(text) ? undefined : findQuestion(state, itemId)
  const consent = question === undefined ? 'unclear' : readConsent(text)
  const stopped = isStop ? stopSpeaking(state, nowMs) : step(state)
  const answered = andThen(stopped, (current) =>
    question === undefined || consent === 'unclear' || itemId === undefined
      ? step(current)
      : answerApproval(
          current,
          question.approvalId,
          { decision: consent, by: 'voice', atMs: nowMs, words: { itemId, text } },
          nowMs,
        ),
  )
  const isActedOn = isStop || consent !== 'unclear'
  // A sound of listening over the assistant's speech is no request either.
  const isSound = !isActedOn && isBackchannel(text)
  const isTaken = isActedOn || (isSound && state.bargeIn.cut !== undefined)
  const taken = andThen(answered, (current) => (isTaken ? takeWords(current, itemId, text, nowMs) : step(current)))
  return andThen(taken, (current) => changeBargeIn(current, { type: 'words', isBackchannel: isSound }, nowMs))
}

/** The question that was heard last when the user began to say this, if it is still open. */
function findQuestion(state: ConversationState, itemId: string | undefined): Approval | undefined {
  const heard = findTurn(state.userTurns, itemId)?.heardQuestionIds ?? []
  const last = heard.at(-1)
  const question = last === undefined ? undefined : state.approvals[last]
  return question !== undefined && question.way === 'voice' && isOpenApproval(question) ? question : undefined
}
