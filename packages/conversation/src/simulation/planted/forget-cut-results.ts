import type { ConversationState } from '../../conversation-state.js'
import type { PlantedBug } from './planted-bug.js'

/** The user interrupts a result and never hears of it again. */
export const forgetCutResults: PlantedBug = {
  name: 'no-redelivery',
  description: 'A result that was cut off goes back to pending, and nobody asks for it again.',
  plant: (stepConversation) => (state, input) => {
    const { state: after, effects } = stepConversation(state, input)
    const cut = Object.values(after.deliveries).filter(({ deliveryId, phase, offers }) => {
      const before = state.deliveries[deliveryId]
      return phase === 'pending' && offers > 0 && before !== undefined && before.phase !== 'pending'
    })
    if (cut.length === 0) return { state: after, effects }
    const forgotten = new Set(cut.map(({ deliveryId }) => deliveryId))
    return { state: withoutWants(after, forgotten), effects }
  },
}

function withoutWants(state: ConversationState, deliveryIds: ReadonlySet<string>): ConversationState {
  const wanted = state.queue.wanted.filter(({ deliveryId }) => !deliveryIds.has(deliveryId ?? ''))
  return { ...state, queue: { ...state.queue, wanted } }
}
