import type { AgentEvent } from '../agent.js'
import { boundText } from '../bound-text.js'
import { andThen, forEach, nextName, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery, addInquiry } from '../delivery-steps.js'
import { withSignOfLife } from '../run-watch/watched-run.js'
import { isConnected, noteEffects } from '../send-effect.js'
import { isBusyTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'
import { changeTask } from '../task-steps.js'
import { isOpenQuestion, stepQuestion } from './agent-question-machine.js'
import type { AgentQuestion } from './agent-question-machine.js'
import { closeQuestion, forgetOldQuestions, listOpenQuestions, saveQuestion, withQuestion } from './question-record.js'
import { askedWords, secretWords, waitsForInputNote } from './question-words.js'

const MAX_QUESTION_CHARACTERS = 4000
const MAX_CHOICES = 30
const MAX_CHOICE_CHARACTERS = 300

type NeedsInput = Extract<AgentEvent, { type: 'needs-input' }>

/** The task waits and the conversation goes on. The same question twice is one. */
export function onNeedsInput(
  state: ConversationState,
  taskId: string,
  asked: NeedsInput,
  nowMs: number,
): ConversationStep {
  const task = state.tasks[taskId]
  if (task === undefined || !isBusyTask(task)) return step(state)
  const alive = withSignOfLife(state, taskId, nowMs)
  if (task.questionIds.includes(asked.questionId)) return step(alive)
  const { state: named, name } = nextName(forgetOldQuestions(alive))
  const question = newQuestion(taskId, asked, name)
  const { questionId, choices, isSecret, way } = question
  const parked = changeTask(
    withQuestion(named, question),
    taskId,
    { type: 'input-needed', questionId: asked.questionId },
    nowMs,
  )
  const shown = andThen(parked, (current) =>
    step(
      current,
      {
        type: 'show',
        event: { type: 'question', taskId, questionId, question: question.question, choices, isSecret, way },
      },
      ...(current.settings.dialect === 'realtime' ? noteEffects(current, waitsForInputNote(task, way)) : []),
    ),
  )
  const saved = andThen(shown, (current) => saveQuestion(current, question, nowMs))
  if (way === 'voice') return saved
  return andThen(saved, (current) => addDelivery(current, taskId, 'update', secretWords(task), nowMs))
}

function newQuestion(taskId: string, asked: NeedsInput, name: number): AgentQuestion {
  const { questionId, question, choices = [], isSecret = false } = asked
  return {
    ...{ key: `${taskId}:${questionId}:${name}`, taskId, questionId, isSecret, way: isSecret ? 'screen' : 'voice' },
    question: boundText(question, MAX_QUESTION_CHARACTERS),
    choices: choices.slice(0, MAX_CHOICES).map((choice) => boundText(choice, MAX_CHOICE_CHARACTERS)),
    ...{ phase: 'open', deliveryId: undefined, reply: undefined, closedBy: undefined },
  }
}

/** The agent does not wait for it any more. */
export function onInputWithdrawn(
  state: ConversationState,
  taskId: string,
  questionId: string,
  nowMs: number,
): ConversationStep {
  const question = findQuestion(state, taskId, questionId)
  if (question === undefined || !isOpenQuestion(question)) return step(state)
  return closeQuestion(withSignOfLife(state, taskId, nowMs), question, 'agent', nowMs)
}

/** The newest asking under this id. */
export function findQuestion(
  { questions }: ConversationState,
  taskId: string,
  questionId: string,
): AgentQuestion | undefined {
  return Object.values(questions).findLast(
    (question) => question.taskId === taskId && question.questionId === questionId,
  )
}

/** A task that has ended asks nothing any more. */
export function closeOrphanedQuestions(state: ConversationState, nowMs: number): ConversationStep {
  return forEach(listOpenQuestions(state), step(state), (current, question) => {
    const isAwaited = current.tasks[question.taskId]?.questionIds.includes(question.questionId) === true
    return isAwaited ? step(current) : closeQuestion(current, question, 'task-ended', nowMs)
  })
}

/** Gives the voice the oldest question that it has not said: one at a time, so that an answer has one question. */
export function askNextQuestion(state: ConversationState, nowMs: number): ConversationStep {
  if (!isConnected(state)) return step(state)
  const open = listOpenQuestions(state).filter(({ way }) => way === 'voice')
  const isOneAsked = open.some(({ deliveryId = '' }) => {
    const said = state.deliveries[deliveryId]
    return said !== undefined && said.phase !== 'missed'
  })
  const next = isOneAsked ? undefined : open.find(({ deliveryId }) => deliveryId === undefined)
  const task: Task | undefined = next === undefined ? undefined : state.tasks[next.taskId]
  if (next === undefined || task === undefined) return step(state)
  const deliveryId = `${next.key}:inquiry`
  const said = withQuestion(state, stepQuestion(next, { type: 'said', deliveryId }))
  return addInquiry(said, next.taskId, deliveryId, askedWords(task, next), nowMs)
}
