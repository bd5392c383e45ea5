import { answerCall, correctAnswer, settleHandoff, withHandoff } from '../handoff-answers.js'
import type { SavingHandoff, SettledHandoff } from '../handoff-answers.js'
import { acceptTask, canSteer, saveRedirect, steerTask } from '../accept-steps.js'
import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { withSignOfLife } from '../run-watch/watched-run.js'
import { isBusyTask } from '../task-machine.js'
import { withTask } from '../task-steps.js'
import { stepQuestion } from './agent-question-machine.js'
import { findQuestion } from './ask-steps.js'
import { closeQuestion, withQuestion } from './question-record.js'
import { guidedNote, repliedNote } from './question-words.js'

/** From a screen. The first answer counts; who comes later is told so. */
export function replyOnScreen(
  state: ConversationState,
  { taskId, questionId, text }: { readonly taskId: string; readonly questionId: string; readonly text: string },
  nowMs: number,
): ConversationStep {
  const question = findQuestion(state, taskId, questionId)
  if (question === undefined) return step(state)
  if (question.phase !== 'open') {
    const { closedBy: by = 'voice' } = question
    return step(state, { type: 'show', event: { type: 'question-already-answered', taskId, questionId, by } })
  }
  const closed = closeQuestion(withSignOfLife(state, taskId, nowMs), question, 'screen', nowMs)
  return andThen(closed, (current) => step(current, { type: 'reply-run', taskId, questionId, text }))
}

/** The user's words are durable: now, and not before, they go to the agent that has asked, if it still waits for them. */
export function onReplySaved(state: ConversationState, handoffId: string, nowMs: number): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'saving' || handoff.reply === undefined) return step(state)
  const { taskId } = handoff
  const { key, words } = handoff.reply
  const question = state.questions[key]
  const task = state.tasks[taskId]
  const isAwaited = question?.phase === 'answering' && question.reply?.handoffId === handoffId
  if (!isAwaited || task === undefined || !isBusyTask(task) || task.isCancelling) {
    return redirectSaved(state, handoff, nowMs)
  }
  const { questionId } = question
  const { envelope } = handoff
  const settled = withTask(settleHandoff(state, handoff, envelope, 'reply'), { ...task, handoffId })
  const closed = closeQuestion(withSignOfLife(settled, taskId, nowMs), question, 'voice', nowMs)
  const passed = andThen(closed, (current) =>
    step(
      current,
      { type: 'show', event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'reply' } },
      { type: 'reply-run', taskId, questionId, handoffId, text: words },
    ),
  )
  return andThen(passed, (current) => answerCall(current, handoffId, repliedNote(task), 'begun'))
}

/** Nothing was passed on, so the question is still open. */
export function reopenQuestion(state: ConversationState, key: string): ConversationState {
  const question = state.questions[key]
  return question === undefined ? state : withQuestion(state, stepQuestion(question, { type: 'reply-lost' }))
}

/** The question was closed while the words were being saved: they guide its task, or become one of their own. */
function redirectSaved(state: ConversationState, handoff: SavingHandoff, nowMs: number): ConversationStep {
  const target = state.tasks[handoff.taskId]
  if (target !== undefined && canSteer(state, target)) {
    return steerTask(settleHandoff(state, handoff, handoff.envelope, 'steer'), handoff, target)
  }
  const accepted = acceptTask(settleHandoff(state, handoff, handoff.envelope, 'start'), handoff, undefined, nowMs)
  return andThen(accepted, (current) => saveRedirect(current, handoff, nowMs))
}

/** The run did not take the answer. What was handed over is not lost; what was typed is still in the user's hands. */
export function onReplyFailed(
  state: ConversationState,
  { taskId, handoffId, error }: { readonly taskId: string; readonly handoffId?: string; readonly error: string },
  nowMs: number,
): ConversationStep {
  const handoff = handoffId === undefined ? undefined : state.handoffs[handoffId]
  if (handoff === undefined) {
    const message = `The answer for ${taskId} was not taken: ${error}`
    return step(state, { type: 'show', event: { type: 'error', message, code: 'closed', isFatal: false } })
  }
  return handoff.phase === 'settled' && handoff.outcome === 'reply'
    ? redirectSettled(state, handoff, taskId, nowMs)
    : step(state)
}

function redirectSettled(
  state: ConversationState,
  handoff: SettledHandoff,
  taskId: string,
  nowMs: number,
): ConversationStep {
  const target = state.tasks[taskId]
  if (target !== undefined && canSteer(state, target)) {
    const { handoffId, envelope } = handoff
    const guided = step(withHandoff(state, { ...handoff, outcome: 'steer' }), {
      ...{ type: 'steer-run', taskId, handoffId, text: envelope },
    })
    return andThen(guided, (current) => correctAnswer(current, handoffId, guidedNote(target)))
  }
  const own: SettledHandoff = { ...handoff, outcome: 'start' }
  const accepted = acceptTask(withHandoff(state, own), handoff, target, nowMs)
  return andThen(accepted, (current) => saveRedirect(current, handoff, nowMs))
}
