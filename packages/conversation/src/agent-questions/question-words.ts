import { spokenText } from '../spoken-text.js'
import type { Task } from '../task-machine.js'
import type { AgentQuestion, QuestionCloser } from './agent-question-machine.js'

const QUESTION_TOKENS = 120
const CHOICE_TOKENS = 20
const MAX_SAID_CHOICES = 6

/** The question as the voice asks it. */
export function askedWords(task: Task, { question, choices }: Pick<AgentQuestion, 'question' | 'choices'>): string {
  const words = sentence(spokenText(question, { maxTokens: QUESTION_TOKENS }))
  return `Task ${task.number} asks you: ${words}${choiceWords(choices)}`
}

/** Not a word of a question whose answer is a secret. */
export function secretWords(task: Task): string {
  return `Task ${task.number} needs an answer that only the screen can take.`
}

/** To the model, silently. */
export function waitsForInputNote(task: Task, way: AgentQuestion['way']): string {
  const who =
    way === 'screen'
      ? 'It can only be given on the screen: do not ask the user for it.'
      : 'Once the question was asked, hand the answer of the user over with background_agent, in the words of the user. ' +
        'Never answer it yourself.'
  return `Task ${task.number} waits for an answer of the user. ${who}`
}

/** The answer to the call that handed the user's words over. */
export function repliedNote(task: Task): string {
  return `This was passed on to task ${task.number} as the answer to its question. The task goes on.`
}

export function repliedAlreadyNote(task: Task): string {
  return `This was passed on to task ${task.number} already.`
}

/** The agent did not take the words as an answer. */
export function guidedNote(task: Task): string {
  return `Task ${task.number} did not wait for that answer any more. It was passed on as guidance.`
}

/** To the model, silently: nobody needs to answer any more. Empty where it knows already. */
export function closedNote(task: Task, by: QuestionCloser): string {
  switch (by) {
    case 'screen':
      return `The user has answered the question of task ${task.number} on the screen.`
    case 'agent':
      return `Task ${task.number} does not need that answer any more.`
    case 'voice':
    case 'task-ended':
    case 'restart':
      return ''
  }
}

function choiceWords(choices: readonly string[]): string {
  const said = choices
    .slice(0, MAX_SAID_CHOICES)
    .map((choice) => spokenText(choice, { maxTokens: CHOICE_TOKENS }).replace(/[.!?…]+$/, ''))
    .filter((words) => words !== '')
  if (said.length === 0) return ''
  const more = choices.length > MAX_SAID_CHOICES ? ', or others that the screen shows' : ''
  return ` You can say: ${said.join(', or ')}${more}.`
}

function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`
}
