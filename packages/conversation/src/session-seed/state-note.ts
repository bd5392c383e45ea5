import type { ConversationState } from '../conversation-state.js'
import { estimateTokens, fitSpokenBudget } from '../spoken-budget.js'
import { isOpenTask } from '../task-machine.js'
import type { Task } from '../task-machine.js'

/** Of the tasks that have ended only the newest matter. */
const MAX_ENDED = 8
const LINE_TOKENS = 60

/** How the tasks stand, for a model that must not guess. Empty without tasks. The newest come first to the budget. */
export function stateNote(state: ConversationState, maxTokens: number): string {
  const tasks = Object.values(state.tasks)
  const ended = tasks.filter((task) => !isOpenTask(task)).slice(-MAX_ENDED)
  const told = [...ended, ...tasks.filter(isOpenTask)]
  const lines = newestLines(
    told.map((task) => describe(state, task)),
    maxTokens,
  )
  if (lines.length === 0) return ''
  return ['State of the tasks, for you to know and not to read out:', ...lines].join('\n')
}

function newestLines(lines: readonly string[], maxTokens: number): readonly string[] {
  const kept: string[] = []
  let room = maxTokens
  for (const line of lines.toReversed()) {
    room -= estimateTokens(line) + 1
    if (room < 0) break
    kept.unshift(line)
  }
  return kept
}

function describe(state: ConversationState, task: Task): string {
  const request = fitSpokenBudget(task.input.trim().replaceAll(/\s+/g, ' '), LINE_TOKENS)
  return `Task ${task.number} (${request}): ${describePhase(state, task)}`
}

function describePhase(state: ConversationState, task: Task): string {
  switch (task.phase) {
    case 'accepted':
      return 'accepted, has not started.'
    case 'running':
      return task.isCancelling ? 'is being cancelled, has not stopped yet.' : 'is still running.'
    case 'needs-approval':
      return "waits for the user's approval."
    case 'needs-input':
      return "waits for the user's answer to its question."
    default:
      return `${task.phase}. ${describeDelivery(state, task.taskId)}`.trim()
  }
}

function describeDelivery({ deliveries }: ConversationState, taskId: string): string {
  const result = Object.values(deliveries).find((delivery) => delivery.taskId === taskId && delivery.kind === 'result')
  switch (result?.phase) {
    case undefined:
      return ''
    case 'pending':
    case 'sent':
      return 'Its result has not been said yet; it comes as a message of its own.'
    case 'spoken':
    case 'heard':
      return 'Its result was said.'
    case 'missed':
      return 'Its result stands on the screen and was not said.'
  }
}
