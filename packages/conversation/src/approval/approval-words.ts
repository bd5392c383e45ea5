import { spokenText } from '../spoken-text.js'
import type { Task } from '../task-machine.js'
import type { Approval, ApprovalAnswer } from './approval-machine.js'

const TITLE_TOKENS = 80

type Asked = Pick<Approval, 'title' | 'isOutside'>

/**
 * The question as the voice asks it. It holds no words of consent, so that a loudspeaker that is heard by the microphone
 * says nothing that could be taken for an answer.
 */
export function questionWords(task: Task, asked: Asked): string {
  return `Task ${task.number} asks for your permission${place(asked)}: ${sentence(asked.title)} May it?`
}

/** For what a voice must not answer. */
export function screenWords(task: Task, asked: Asked): string {
  const where = place(asked)
  return `Task ${task.number} needs your permission${where}, which only the screen can give: ${sentence(asked.title)}`
}

/** To the model, silently. */
export function askedNote(task: Task, approval: Asked & Pick<Approval, 'way'>): string {
  const who =
    approval.way === 'screen'
      ? 'It can only be given on the screen.'
      : 'The user will be asked, and only the words of the user count: do not answer it yourself and do not hand it over.'
  return `Task ${task.number} waits for the user's permission${place(approval)}: ${sentence(approval.title)} ${who}`
}

/** To the model, silently. */
export function withdrawnNote(task: Task): string {
  return `Task ${task.number} does not need that permission any more.`
}

/** What came of it, in words that are true when they are said. */
export function answeredWords(task: Task, approval: Asked, { decision, by }: ApprovalAnswer): string {
  switch (by) {
    case 'voice':
      return decision === 'granted'
        ? `Allowed. Task ${task.number} goes on.`
        : `Denied. Task ${task.number} is told so.`
    case 'screen':
      return `The user has ${decision === 'granted' ? 'allowed' : 'denied'} on the screen what task ${task.number} asked for.`
    case 'policy':
      return decision === 'granted'
        ? `The rules allow what task ${task.number} asked for.`
        : `The rules do not allow what task ${task.number} asked for, so it was denied${place(approval)}: ${sentence(approval.title)}`
    case 'agent':
      return withdrawnNote(task)
    case 'restart':
      return `The program has started again; the question of task ${task.number} needs no answer any more.`
    case 'expiry':
      return `Nobody has answered what task ${task.number} asked for, so it was denied.`
    case 'journal':
      return `The permission for task ${task.number} could not be recorded, so it was denied.`
    case 'task-ended':
      return `Task ${task.number} has ended; its question needs no answer any more.`
  }
}

/** Of a call that the model made of words that were an answer to the conversation itself. */
export const TAKEN_WORDS_NOTE =
  'Nothing was started: these words of the user were no request and have been acted on already.'

const place = ({ isOutside }: Asked): string => (isOutside ? ' outside its folder' : '')

function sentence(title: string): string {
  const words = spokenText(title, { maxTokens: TITLE_TOKENS })
  return /[.!?…]$/.test(words) ? words : `${words}.`
}
