import type { ConversationState } from '../conversation-state.js'
import { fitSpokenBudget, SPOKEN_BUDGET } from '../spoken-budget.js'
import { spokenText } from '../spoken-text.js'
import { isOpenTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'
import { listMissedResults } from './missed-results.js'

const MAX_LISTED = 12

/** How the ledger stands, in words that are true when they are said aloud. `number`: of one task only. */
export function describeTasks(state: ConversationState, number: number | undefined, nowMs: number): string {
  const tasks = Object.values(state.tasks)
  if (tasks.length === 0) return 'There is no task yet.'
  if (number !== undefined) {
    const task = tasks.find((candidate) => candidate.number === number)
    if (task === undefined) return unknownTask(number, tasks)
    const missed = listMissedResults(state).find(({ taskId }) => taskId === task.taskId)
    return fit([describeTask(state, task, nowMs), ...(missed === undefined ? [] : [`Its result: ${missed.text}`])])
  }
  const open = tasks.filter((task) => isOpen(state, task))
  const ended = tasks.filter((task) => !isOpen(state, task)).slice(-Math.max(1, MAX_LISTED - open.length))
  const missed = listMissedResults(state).map((result) => `Not heard yet, of task ${result.number}: ${result.text}`)
  const lines = [...open, ...ended].map((task) => describeTask(state, task, nowMs))
  return fit([...(open.length === 0 ? ['No task is open.'] : []), ...lines, ...missed])
}

export function unknownTask(number: number, tasks: readonly Task[]): string {
  const known = tasks.map((task) => task.number)
  const range = known.length === 0 ? 'There is no task yet.' : `The newest is task ${Math.max(...known)}.`
  return `There is no task ${number}. ${range}`
}

/** An end counts when it is durable: until then the task is still ending. */
export function isOpen(state: ConversationState, task: Task): boolean {
  return isOpenTask(task) || isEnding(state, task)
}

function isEnding(state: ConversationState, { taskId }: Task): boolean {
  return state.saving[`task-ended:${taskId}`] !== undefined
}

function describeTask(state: ConversationState, task: Task, nowMs: number): string {
  const request = spokenText(task.input, { maxTokens: 40 })
  return `Task ${task.number} (${request}) ${describePhase(state, task, nowMs)}`
}

function describePhase(state: ConversationState, task: Task, nowMs: number): string {
  if (isEnding(state, task)) return 'is just ending; its result is being saved.'
  const age = describeDuration(nowMs - task.acceptedAtMs)
  if (isOpenTask(task) && task.isCancelling) return 'is being cancelled and has not stopped yet.'
  switch (task.phase) {
    case 'accepted':
      return 'was accepted and waits for its turn; it has not started.'
    case 'running':
      return `is still running; it was accepted ${age} ago.`
    case 'needs-approval':
      return `waits for the user's approval; it was accepted ${age} ago.`
    case 'needs-input':
      return `waits for the user's answer to its question; it was accepted ${age} ago.`
    case 'finished':
      return `finished${whereResultIs(state, task)}.`
    case 'failed':
      return `failed. ${reason(task)}`.trim()
    case 'timed-out':
      return `timed out. ${reason(task)}`.trim()
    case 'cancelled':
      return 'was cancelled.'
  }
}

function whereResultIs(state: ConversationState, { taskId }: Task): string {
  switch (state.deliveries[`${taskId}:result`]?.phase) {
    case undefined:
    case 'pending':
    case 'sent':
      return '; its result is about to be told'
    case 'spoken':
    case 'heard':
      return '; its result was told'
    case 'missed':
      return '; the user has not heard its result'
  }
}

const reason = ({ error }: Task): string => spokenText(error ?? '', { maxTokens: 60 })

function describeDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}

const fit = (lines: readonly string[]): string => fitSpokenBudget(lines.join(' '), SPOKEN_BUDGET)
