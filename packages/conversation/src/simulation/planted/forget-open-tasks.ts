import { isOpenTask } from '../../task-machine.js'
import type { PlantedBug } from './planted-bug.js'

/** The program starts again and says nothing of what it was asked to do. */
export const forgetOpenTasks: PlantedBug = {
  name: 'forgets-open-tasks-on-restart',
  description: 'After a crash only tasks that had ended are read from the journal.',
  plant: (stepConversation) => (state, input) => {
    if (input.type !== 'restored') return stepConversation(state, input)
    const tasks = input.restored.tasks.filter((task) => !isOpenTask(task))
    return stepConversation(state, { ...input, restored: { ...input.restored, tasks } })
  },
}
