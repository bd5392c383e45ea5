import { andThen, step } from './conversation-state.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { changeDeliveries } from './delivery-steps.js'

/** What still plays, or was left playing, where a player tells what it plays: nobody will hear of its end. */
export function listUnheard({ deliveries, settings }: ConversationState): readonly string[] {
  if (!settings.player.isReporting) return []
  return Object.values(deliveries).flatMap(({ deliveryId, phase, carrier }) =>
    phase === 'spoken' && carrier !== undefined ? [deliveryId] : [],
  )
}

/** A conversation that ends takes its speech with it: what was not heard by then is missed, visibly, and saved as such. */
export function missUnheard(state: ConversationState, deliveryIds: readonly string[], nowMs: number): ConversationStep {
  const silent = step(state, { type: 'stop-playback' })
  return andThen(silent, (current) => changeDeliveries(current, deliveryIds, { type: 'unheard' }, nowMs))
}
