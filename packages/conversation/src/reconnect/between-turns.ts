import type { ConversationState } from '../conversation-state.js'
import { hasSaidSomething } from '../reply-machine.js'
import { isFloorFree } from '../user-speech-machine.js'
import { listOpenHandoffs } from '../open-entries.js'

/** Nobody speaks, nothing was asked for and no words or requests are on their way: a change is not heard now. */
export function isBetweenTurns({ queue, reply, speech, handoffs }: ConversationState): boolean {
  const hasOpenHandoff = listOpenHandoffs(handoffs).length > 0
  const isQuiet = queue.phase.type === 'free' && !hasSaidSomething(reply) && isFloorFree(speech)
  return isQuiet && speech.unwrittenItemIds.length === 0 && !hasOpenHandoff
}
