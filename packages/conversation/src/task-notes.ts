import type { RunEnded } from './agent.js'
import { spokenText } from './spoken-text.js'
import type { Task } from './task-machine.js'

/**
 * What the voice model is told, in words that stay true when they are said aloud as they are. None of them claims an
 * end that has not come.
 */
export function acceptedNote(task: Task, blocking: Task | undefined): string {
  return blocking === undefined
    ? `Accepted as task ${task.number}. The agent is working on it; the result comes later.`
    : `Accepted as task ${task.number}. It starts when task ${blocking.number} has ended.`
}

/** The words by which the realtime dialect's own clients acknowledge steering; models are used to them. */
const STEERING_ACKNOWLEDGEMENT = 'This was sent to steer the previous background agent task.'

export function steeredNote(task: Task): string {
  return `${STEERING_ACKNOWLEDGEMENT} It is task ${task.number}, which is still running.`
}

/** To the model, silently. */
export function typedNote(task: Task): string {
  return `Task ${task.number} was given further guidance on the screen.`
}

export function steerFailedNote(target: Task, task: Task): string {
  return `Task ${target.number} could not take the request any more. It is now task ${task.number}.`
}

export function duplicateNote(task: Task): string {
  return `That is already running as task ${task.number}.`
}

export const EMPTY_REQUEST_NOTE = 'Not accepted: the request was empty. Ask the user what shall be done.'
export const UNSAVED_NOTE = 'Not accepted: the request could not be saved, so nothing was started.'
export const CLOSING_NOTE = 'Not accepted: the conversation is being closed.'

export const repeatedCallNote = 'This request was taken on already; nothing was started a second time.'

export function unknownToolNote(name: string): string {
  return `There is no tool named ${name} here. Nothing was done.`
}

export function progressNote(task: Task, text: string): string {
  return `Progress of task ${task.number}, which has not ended yet: ${spokenText(text, { maxTokens: 150 })}`
}

export function quietNote(task: Task, silentMs: number): string {
  return `Task ${task.number} is still running; its agent has said nothing for ${Math.round(silentMs / 1000)} seconds.`
}

export function startedNote(task: Task): string {
  return `Task ${task.number} has started; the agent is working on it.`
}

/** Said aloud as it is, it corrects the voice. */
export function correctionNote(tasks: readonly Task[]): string {
  const states = tasks.map((task) => `Task ${task.number} ${openState(task)}.`)
  return `Correction: ${states.join(' ')} It was wrong to say otherwise.`
}

function openState({ phase }: Task): string {
  switch (phase) {
    case 'accepted':
      return 'is not finished: it has not started'
    case 'needs-approval':
      return "is not finished: it waits for the user's approval"
    case 'needs-input':
      return "is not finished: it waits for the user's answer"
    default:
      return 'is not finished: it is still running'
  }
}

export function cancelledNote(task: Task): string {
  return `Task ${task.number} was cancelled, as the user asked. It has no result.`
}

export function interruptedNote(task: Task): string {
  return `Task ${task.number} was interrupted when the program stopped; it did not finish.`
}

export function resumedNote(task: Task): string {
  return `Task ${task.number} was interrupted when the program stopped; it goes on now.`
}

/** A result that is told once more after a restart. */
export function repeatedNote(text: string): string {
  return `A part of this may have been heard before the program stopped. ${text}`
}

/** How a task's end is said. `isOnlyTask`: nobody needs to be told which one it was. */
export function endNote(task: Task, ended: RunEnded, isOnlyTask: boolean): string {
  const name = `Task ${task.number}`
  switch (ended.outcome) {
    case 'finished': {
      const words = spokenText(ended.spoken ?? ended.result)
      if (words === '') return `${name} finished. The agent reported no result.`
      return isOnlyTask ? words : `${name}: ${words}`
    }
    case 'failed':
      return `${name} failed. ${reason(ended.error)}`.trim()
    case 'timed-out':
      return `${name} timed out. ${reason(ended.error)}`.trim()
    case 'cancelled':
      return `${name} was cancelled. ${reason(ended.error)}`.trim()
  }
}

const reason = (error: string | undefined): string => spokenText(error ?? '', { maxTokens: 100 })
