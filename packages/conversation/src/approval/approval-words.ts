import { spokenText } from '../spoken-text.js'
import type { Task } from '../task-machine.js'
import type { Approval, ApprovalAnswer } from './approval-machine.js'

const TITLE_TOKENS = 80

/**
 * The question as the voice asks it. It holds no words of consent, so that a loudspeaker that is heard by the microphone
 * says nothing that could be taken for an answer.
 */
export function questionWords(task: Task, { title }: Pick<Approval, 'title'>): string {
  return `Task ${task.number} asks for your permission: ${sentence(title)} May it?`
}

/** For what a voice must not answer. */
export function screenWords(task: Task, { title }: Pick<Approval, 'title'>): string {
  return `Task ${task.number} needs your permission, which only the screen can give: ${sentence(title)}`
}

/** To the model, silently. */
export function askedNote(task: Task, approval: Pick<Approval, 'title' | 'way'>): string {
  const who =
    approval.way === 'screen'
      ? 'It can only be given on the screen.'
      : 'The user will be asked, and only the words of the user count: do not answer it yourself and do not hand it over.'
  return `Task ${task.number} waits for the user's permission: ${sentence(approval.title)} ${who}`
}

/** What came of it, in words that are true when they are said. */
export function answeredWords(task: Task, { decision, by }: ApprovalAnswer): string {
  switch (by) {
    case 'voice':
      return decision === 'granted'
        ? `Allowed. Task ${task.number} goes on.`
        : `Denied. Task ${task.number} is told so.`
    case 'screen':
      return `The user has ${decision === 'granted' ? 'allowed' : 'denied'} on the screen what task ${task.number} asked for.`
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

function sentence(title: string): string {
  const words = spokenText(title, { maxTokens: TITLE_TOKENS })
  return /[.!?…]$/.test(words) ? words : `${words}.`
}
