import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { changeDeliveries } from '../delivery-steps.js'
import { endReplyAtLoss } from '../reply-steps.js'
import { hasWords, stepHistory } from '../session-seed/history-machine.js'
import { nothingCarried } from './carried-words.js'
import { silentUser } from '../user-speech-machine.js'
import { listOpenDeliveries } from '../open-entries.js'

/**
 * A connection is over, and with it what it was saying: the reply is marked as cut, its deliveries are pending again, words
 * that are not written down never will be. Tasks are not touched.
 */
export function endConnection(state: ConversationState, nowMs: number): ConversationStep {
  const cut = endReplyAtLoss(state, nowMs)
  const back = andThen(cut, (current) => takeBackSent(current, nowMs))
  return andThen(back, (current) => step(forgetSession({ ...current, speech: silentUser })))
}

/** Sent to a session that is gone, and said by nobody. */
function takeBackSent(state: ConversationState, nowMs: number): ConversationStep {
  const sent = listOpenDeliveries(state.deliveries).filter(({ phase }) => phase === 'sent')
  const deliveryIds = sent.map(({ deliveryId }) => deliveryId)
  return changeDeliveries(state, deliveryIds, { type: 'cut' }, nowMs)
}

/** The next session knows none of our items, and reports none of the words that were said before it. */
function forgetSession(state: ConversationState): ConversationState {
  const deliveries = Object.entries(state.deliveries).map(([deliveryId, delivery]) => {
    const isOwed = delivery.phase === 'pending'
    return [deliveryId, isOwed ? { ...delivery, isInConversation: false } : delivery] as const
  })
  const history = stepHistory(state.history, { type: 'cut-off' })
  const untold = history.entries.filter((entry) => hasWords(entry) && !entry.isReported)
  return {
    ...state,
    history,
    deliveries: Object.fromEntries(deliveries),
    carried: { ...nothingCarried, untold: untold.map(({ role, text }) => ({ role, text })) },
  }
}
