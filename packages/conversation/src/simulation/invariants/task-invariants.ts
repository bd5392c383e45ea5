import type { ConversationInput } from '../../conversation-input.js'
import { isOpenTask } from '../../task-machine.js'
import type { Invariant } from '../invariant.js'

/** Promise 2 for tasks, and promise 5: work ends once, and only the user ends it early. */
export function createTaskInvariants(): readonly Invariant[] {
  return [endsOnce(), endsAtRest(), cancelledByUserOnly()]
}

const OPEN = new Set(['accepted', 'running', 'needs-approval', 'needs-input'])

function endsOnce(): Invariant {
  const ended = new Map<string, string>()
  return {
    name: 'a task ends in exactly one end state, and nothing moves it afterwards',
    check({ effects, input }) {
      for (const effect of effects) {
        if (effect.type !== 'show' || effect.event.type !== 'task') continue
        const { taskId, phase } = effect.event
        const end = ended.get(taskId)
        // A process that starts again shows the ends that it finds.
        if (end !== undefined && end !== phase) return `${taskId} is ${end} and then ${phase}`
        if (end !== undefined && input.type !== 'restored') return `${taskId} is ${end} twice`
        if (!OPEN.has(phase)) ended.set(taskId, phase)
      }
      return undefined
    },
    // An end that could not be saved was told all the same; nobody knows of it any more.
    crash({ isDurable }) {
      for (const taskId of ended.keys()) if (!isDurable(`task-ended:${taskId}`)) ended.delete(taskId)
    },
  }
}

function endsAtRest(): Invariant {
  const shown = new Map<string, string>()
  return {
    name: 'every accepted handoff comes to an end state that the user sees',
    check({ effects }) {
      for (const effect of effects) {
        if (effect.type !== 'show' || effect.event.type !== 'task') continue
        shown.set(effect.event.taskId, effect.event.phase)
      }
      return undefined
    },
    checkRest({ tasks }, rest) {
      const open = Object.values(tasks).find(isOpenTask)
      if (open !== undefined) return `${open.taskId} is still ${open.phase} (${rest})`
      const unseen = [...shown].find(([, phase]) => OPEN.has(phase))
      return unseen === undefined ? undefined : `${unseen[0]} is still shown as ${unseen[1]} (${rest})`
    },
    // The screen has died as well.
    crash() {
      shown.clear()
    },
  }
}

/** Speech, however loud, ends no work. */
function cancelledByUserOnly(): Invariant {
  return {
    name: 'only the user, the end of the conversation or a limit of time ends work: never barge-in or a connection',
    check({ input, effects, after }) {
      for (const effect of effects) {
        if (effect.type !== 'cancel-run' || isWayToCancel(input)) continue
        if (after.phase.type === 'closing') continue
        if (after.tasks[effect.taskId]?.phase !== 'timed-out') {
          return `${effect.taskId} is cancelled by ${input.type === 'connection' ? input.event.type : input.type}`
        }
      }
      return undefined
    },
  }
}

function isWayToCancel(input: ConversationInput): boolean {
  if (input.type === 'connection') return input.event.type === 'function_call' && input.event.name === 'cancel_task'
  return input.type === 'cancel-task' || input.type === 'close'
}
