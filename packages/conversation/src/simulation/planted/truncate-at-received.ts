import type { ConversationEffect } from '../../conversation-effect.js'
import type { PlantedBug } from './planted-bug.js'

/** Audio comes faster than it plays: the model would believe that the user has heard what was only received. */
export const truncateAtReceived: PlantedBug = {
  name: 'truncate-at-received',
  description: 'A cut item is truncated at the length that was received instead of the one that was played.',
  plant: (stepConversation) => {
    const received = new Map<string, number>()
    const wrong = (effect: ConversationEffect): ConversationEffect => {
      if (effect.type !== 'send' || effect.call.method !== 'truncate') return effect
      const { point } = effect.call
      const audioEndMs = Math.floor(received.get(point.itemId) ?? point.audioEndMs)
      return { type: 'send', call: { method: 'truncate', point: { ...point, audioEndMs } } }
    }
    return (state, input) => {
      if (input.type === 'connection' && input.event.type === 'audio_out') {
        const { itemId = '', audioMs } = input.event
        received.set(itemId, (received.get(itemId) ?? 0) + audioMs)
      }
      const step = stepConversation(state, input)
      return { state: step.state, effects: step.effects.map(wrong) }
    }
  },
}
