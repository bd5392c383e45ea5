import { feedAfter } from './feed-after.js'
import type { PlantedBug } from './planted-bug.js'

/** Faster, and wrong: a crash now loses a request that the user was told is accepted. */
export const acknowledgeBeforeSave: PlantedBug = {
  name: 'ack-before-save',
  description: 'A request is accepted when its saving begins, not when it is durable.',
  plant: (stepConversation) => (state, input) => {
    const step = stepConversation(state, input)
    const saving = step.effects.find((effect) => effect.type === 'save' && effect.record.kind === 'handoff')
    if (saving?.type !== 'save') return step
    return feedAfter(stepConversation, step, input, { type: 'saved', recordId: saving.record.recordId })
  },
}
