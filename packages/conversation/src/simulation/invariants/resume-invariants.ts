import type { Invariant } from '../invariant.js'

/** Promise 4 for work: it goes on where it can, and never twice at once. */
export function createResumeInvariants(): readonly Invariant[] {
  return [oneRunAtOnce(), resumedOnlyWhereItMay()]
}

function oneRunAtOnce(): Invariant {
  const running = new Set<string>()
  return {
    name: 'a task has one run at a time, started or resumed',
    check({ effects, input }) {
      if (input.type === 'run-event' && input.event.type === 'ended') running.delete(input.taskId)
      for (const effect of effects) {
        if (effect.type !== 'start-run' && effect.type !== 'resume-run') continue
        const { taskId } = effect.task
        if (running.has(taskId)) return `${taskId} gets a second run while it has one`
        running.add(taskId)
      }
      return undefined
    },
    // Runs die with their process.
    crash() {
      running.clear()
    },
  }
}

function resumedOnlyWhereItMay(): Invariant {
  const ids = new Map<string, string>()
  const cancelled = new Set<string>()
  return {
    name: 'only open work that the user has not ended is taken up again, and under the id that its agent has told',
    check({ input, effects, before, after, world }) {
      if (input.type === 'run-event' && input.event.type === 'resumable') {
        const { taskId, event } = input
        if (before.tasks[taskId]?.isCancelling !== true) ids.set(taskId, event.resumeId)
      }
      for (const effect of effects) {
        if (effect.type === 'cancel-run' && after.tasks[effect.taskId]?.isCancelling === true)
          cancelled.add(effect.taskId)
        if (effect.type !== 'resume-run') continue
        const { taskId } = effect.task
        if (input.type !== 'restored') return `${taskId} is resumed by ${input.type}`
        if (world.isDurable(`task-ended:${taskId}`)) return `${taskId} has ended and is resumed`
        if (cancelled.has(taskId)) return `${taskId} was cancelled and is resumed`
        if (ids.get(taskId) !== effect.resumeId) return `${taskId} is resumed under ${effect.resumeId}`
      }
      return undefined
    },
    crash({ isDurable }) {
      for (const taskId of cancelled) if (!isDurable(`task-cancelling:${taskId}`)) cancelled.delete(taskId)
    },
  }
}
