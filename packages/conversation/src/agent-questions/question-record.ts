import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { changeDelivery } from '../delivery-steps.js'
import type { QuestionRecord } from '../journal.js'
import { noteEffects } from '../send-effect.js'
import { changeTask } from '../task-steps.js'
import { isOpenQuestion, stepQuestion } from './agent-question-machine.js'
import type { AgentQuestion, QuestionCloser } from './agent-question-machine.js'
import { closedNote } from './question-words.js'

/** Closed ones of which a screen may still want to know. */
const MAX_CLOSED = 50

export function withQuestion(state: ConversationState, question: AgentQuestion): ConversationState {
  return { ...state, questions: { ...state.questions, [question.key]: question } }
}

export function listOpenQuestions({ questions }: ConversationState): readonly AgentQuestion[] {
  return Object.values(questions).filter(isOpenQuestion)
}

/** Nobody needs to answer it any more: its task goes on, it is not said any more, and every screen is told. */
export function closeQuestion(
  state: ConversationState,
  question: AgentQuestion,
  by: QuestionCloser,
  nowMs: number,
): ConversationStep {
  const { taskId, questionId, deliveryId } = question
  const closed = stepQuestion(question, { type: 'closed', by })
  const saved = saveQuestion(withQuestion(state, closed), closed, nowMs)
  const unsaid = andThen(saved, (current) =>
    deliveryId === undefined ? step(current) : changeDelivery(current, deliveryId, { type: 'given-up' }, nowMs),
  )
  const free = andThen(unsaid, (current) => changeTask(current, taskId, { type: 'input-given', questionId }, nowMs))
  return andThen(free, (current) => {
    const task = current.tasks[taskId]
    const note = task === undefined ? '' : closedNote(task, by)
    const isNoted = note !== '' && current.settings.dialect === 'realtime'
    return step(
      current,
      { type: 'show', event: { type: 'question-closed', taskId, questionId, by } },
      ...(isNoted ? noteEffects(current, note) : []),
    )
  })
}

/** That it was asked, and how it was closed; never its words, which may be secret. */
export function saveQuestion(state: ConversationState, question: AgentQuestion, nowMs: number): ConversationStep {
  const { key, taskId, questionId, closedBy } = question
  const phase = question.phase === 'open' || question.phase === 'answering' ? 'asked' : question.phase
  const recordId = `question:${key}:${phase}`
  const record: QuestionRecord = {
    ...{ kind: 'question', version: 1, recordId, atMs: nowMs, key, taskId, questionId, phase },
    ...(closedBy === undefined ? {} : { by: closedBy }),
  }
  return step({ ...state, saving: { ...state.saving, [recordId]: { type: 'fact' } } }, { type: 'save', record })
}

export function forgetOldQuestions(state: ConversationState): ConversationState {
  const closed = Object.values(state.questions).filter((question) => !isOpenQuestion(question))
  if (closed.length <= MAX_CLOSED) return state
  const old = new Set(closed.slice(0, -MAX_CLOSED).map(({ key }) => key))
  return { ...state, questions: Object.fromEntries(Object.entries(state.questions).filter(([key]) => !old.has(key))) }
}
