import { feedAfter } from './feed-after.js'
import type { PlantedBug } from './planted-bug.js'

/** The voice says "done", the process dies, and the task runs a second time. */
export const tellEndBeforeSave: PlantedBug = {
  name: 'end-told-before-save',
  description: 'A result is told while the record of its end is still on its way to the disk.',
  plant: (stepConversation) => (state, input) => {
    const step = stepConversation(state, input)
    const saving = step.effects.find((effect) => effect.type === 'save' && effect.record.kind === 'task-ended')
    if (saving?.type !== 'save') return step
    return feedAfter(stepConversation, step, input, { type: 'saved', recordId: saving.record.recordId })
  },
}
