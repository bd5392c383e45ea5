import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { addDelivery } from '../delivery-steps.js'
import type { Task } from '../task-machine.js'
import { quietNote } from '../task-notes.js'
import { changeTask } from '../task-steps.js'
import { judgeRun, runWatchDeadline } from './run-watch-machine.js'
import { listOpenTasks } from '../open-entries.js'

/** Tells of agents that have been silent for long, once per silence, and stops those that hang. */
export function checkRuns(state: ConversationState, nowMs: number): ConversationStep {
  return forEach(watchedTasks(state), step(state), (current, { taskId }) => checkRun(current, taskId, nowMs))
}

function checkRun(state: ConversationState, taskId: string, nowMs: number): ConversationStep {
  const watch = state.watches[taskId]
  const task = state.tasks[taskId]
  if (watch === undefined || task === undefined) return step(state)
  const silentMs = nowMs - watch.lastSignAtMs
  switch (judgeRun(watch, nowMs, state.settings.limits)) {
    case 'alive':
      return step(state)
    case 'quiet': {
      const told = { ...state, watches: { ...state.watches, [taskId]: { ...watch, isTold: true } } }
      return andThen(step(told), (current) => addDelivery(current, taskId, 'update', quietNote(task, silentMs), nowMs))
    }
    case 'lost':
      return changeTask(state, taskId, { type: 'lost', silentMs }, nowMs)
  }
}

export function runWatchDeadlines(state: ConversationState): readonly number[] {
  return watchedTasks(state).flatMap(({ taskId }) => {
    const watch = state.watches[taskId]
    return watch === undefined ? [] : [runWatchDeadline(watch, state.settings.limits)]
  })
}

/** A task that waits for the user is not silent, and one that is being cancelled has a limit of its own. */
function watchedTasks({ tasks }: ConversationState): readonly Task[] {
  return listOpenTasks(tasks).filter(({ phase, isCancelling }) => phase === 'running' && !isCancelling)
}
