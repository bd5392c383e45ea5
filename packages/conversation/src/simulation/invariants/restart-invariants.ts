import type { Invariant } from '../invariant.js'

/** Promise 1 over the end of a process: what was accepted is not forgotten. */
export function createRestartInvariants(): readonly Invariant[] {
  return [acceptedSurvives()]
}

function acceptedSurvives(): Invariant {
  /** By task, the record that says that it is work of its own. */
  const startRecordIds = new Map<string, string>()
  const accepted = new Set<string>()
  return {
    name: 'a task that was accepted is known as long as the conversation lives, over every crash',
    check({ effects, input, after }) {
      for (const effect of effects) {
        if (effect.type === 'save' && effect.record.kind === 'handoff' && effect.record.disposition === 'start') {
          startRecordIds.set(effect.record.taskId, effect.record.recordId)
        }
        const isAccepted = effect.type === 'show' && effect.event.type === 'handoff'
        if (isAccepted && effect.event.disposition === 'start') accepted.add(effect.event.taskId)
      }
      if (input.type !== 'restored') return undefined
      const lost = [...accepted].find((taskId) => after.tasks[taskId] === undefined)
      return lost === undefined ? undefined : `${lost} was accepted before the crash and is forgotten after it`
    },
    // A request that should have steered a task and became one of its own counts as such when that is on the disk.
    crash({ isDurable }) {
      for (const taskId of accepted) if (!isDurable(startRecordIds.get(taskId) ?? '')) accepted.delete(taskId)
    },
  }
}
