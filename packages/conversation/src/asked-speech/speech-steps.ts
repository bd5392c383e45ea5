import { ParleyError } from '@parley/wire'
import { andThen, nextName, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import type { Delivery } from '../delivery-machine.js'
import { changeDeliveries, changeDelivery, isFloorOpen, tellDelivery, withDelivery } from '../delivery-steps.js'
import { wantResponse } from '../queue-steps.js'
import { isConnected } from '../send-effect.js'
import { listOpenDeliveries } from '../open-entries.js'

/** So many texts may wait to be said. */
const MAX_WAITING_SPEECH = 16

/** A text that a program wants said as it is. It belongs to no task, and no restart says it. */
export function addSpeech(state: ConversationState, text: string, nowMs: number): ConversationStep {
  const { state: named, name } = nextName(state)
  const delivery: Delivery = {
    ...{ deliveryId: `speech:${name}`, taskId: '', kind: 'speech', text, phase: 'pending', offers: 0 },
    ...{ isInConversation: false, sentAtMs: undefined, carrier: undefined },
  }
  const added = tellDelivery(withDelivery(named, delivery), delivery, nowMs)
  const isHopeless = !isConnected(state) || text.trim() === ''
  if (!isHopeless && listWaitingSpeech(state).length < MAX_WAITING_SPEECH) return added
  return andThen(added, (current) => changeDelivery(current, delivery.deliveryId, { type: 'given-up' }, nowMs))
}

/** What has not been said is not wanted any more. */
export function dropSpeech(state: ConversationState, nowMs: number): ConversationStep {
  const deliveryIds = listOpenDeliveries(state.deliveries)
    .filter(({ kind, phase }) => kind === 'speech' && (phase === 'pending' || phase === 'sent'))
    .map(({ deliveryId }) => deliveryId)
  return changeDeliveries(state, deliveryIds, { type: 'given-up' }, nowMs)
}

/** Asks for the oldest text when the voice is free for it alone: in one response with other news it would not be said as it is. */
export function saySpeech(state: ConversationState, nowMs: number): ConversationStep {
  const { queue } = state
  const isIdle = queue.phase.type === 'free' && queue.wanted.length === 0
  if (!isIdle || !isFloorOpen(state, nowMs)) return step(state)
  const [next] = listWaitingSpeech(state)
  return step(next === undefined ? state : wantResponse(state, { reason: 'delivery', deliveryId: next.deliveryId }))
}

function listWaitingSpeech({ deliveries }: Pick<ConversationState, 'deliveries'>): readonly Delivery[] {
  return listOpenDeliveries(deliveries).filter(({ kind, phase }) => kind === 'speech' && phase === 'pending')
}

/** Throws `refused` where one more would only be missed. */
export function checkWaitingSpeech(state: ConversationState): void {
  if (listWaitingSpeech(state).length < MAX_WAITING_SPEECH) return
  throw new ParleyError('refused', `${MAX_WAITING_SPEECH} texts wait to be said already; try again later.`)
}
