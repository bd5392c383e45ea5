import { encodeHandoffAppend } from '@parley/wire/realtime'
import { continuation, handoffOf } from './barge-in/cut-deliveries.js'
import { andThen, forEach, nextName, step } from './conversation-state.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { stepDelivery } from './delivery-machine.js'
import type { Delivery, DeliveryInput } from './delivery-machine.js'
import { applyQueue, wantResponse } from './queue-steps.js'
import type { ConnectionCall } from './realtime-connection.js'
import type { ResponseQueueOutput } from './response-queue-machine.js'
import { liveGeneration } from './reconnect/reconnect-machine.js'
import { isConnected, sendEffects } from './send-effect.js'
import { shortHash } from './short-hash.js'
import { fitSpokenBudget, SPOKEN_BUDGET } from './spoken-budget.js'
import { isSpeechSpent } from './usage/is-speech-spent.js'
import { isAwaitingAutomaticAnswer } from './user-turns/take-words.js'
import { isFloorFree } from './user-speech-machine.js'
import { listOpenDeliveries } from './open-entries.js'

/** A text that the voice shall say. An update that still waits is merged with the newer one and gives way to the result. */
export function addDelivery(
  state: ConversationState,
  taskId: string,
  kind: 'result' | 'update',
  text: string,
  nowMs: number,
): ConversationStep {
  const waiting = listOpenDeliveries(state.deliveries).find(
    (delivery) => delivery.taskId === taskId && delivery.kind === 'update' && delivery.phase === 'pending',
  )
  if (kind === 'update' && waiting !== undefined && !waiting.isInConversation) {
    return step(withDelivery(state, { ...waiting, text: fitSpokenBudget(`${waiting.text} ${text}`, SPOKEN_BUDGET) }))
  }
  const { state: named, name } = nextName(state)
  const deliveryId = kind === 'result' ? `${taskId}:result` : `${taskId}:update:${name}`
  const delivery: Delivery = {
    ...{ deliveryId, taskId, kind, text, phase: 'pending', offers: 0, isInConversation: false },
    ...{ sentAtMs: undefined, carrier: undefined },
  }
  const cleared =
    waiting === undefined ? step(named) : changeDelivery(named, waiting.deliveryId, { type: 'given-up' }, nowMs)
  const added = andThen(cleared, (current) => tellDelivery(withDelivery(current, delivery), delivery, nowMs))
  if (!isConnected(state)) {
    return andThen(added, (current) => changeDelivery(current, deliveryId, { type: 'given-up' }, nowMs))
  }
  return andThen(added, (current) => step(wantResponse(current, { reason: 'delivery', deliveryId })))
}

/** A result of an earlier process; one that has come to its end there is only known. */
export function restoreDelivery(state: ConversationState, delivery: Delivery, nowMs: number): ConversationStep {
  const known = withDelivery(state, delivery)
  const { deliveryId, phase } = delivery
  if (phase !== 'pending') return step(known)
  return tellDelivery(wantResponse(known, { reason: 'delivery', deliveryId }), delivery, nowMs)
}

/** What an agent asks the user. Not merged with anything, so that it is known what was asked and said. */
export function addInquiry(
  state: ConversationState,
  taskId: string,
  deliveryId: string,
  text: string,
  nowMs: number,
): ConversationStep {
  const inquiry: Delivery = {
    ...{ deliveryId, taskId, kind: 'inquiry', text, phase: 'pending', offers: 0, isInConversation: false },
    ...{ sentAtMs: undefined, carrier: undefined },
  }
  const told = tellDelivery(withDelivery(state, inquiry), inquiry, nowMs)
  return andThen(told, (current) => step(wantResponse(current, { reason: 'delivery', deliveryId })))
}

/** A question is not wanted at once: whoever asks it sees to it that it is said alone. */
export function addQuestion(
  state: ConversationState,
  taskId: string,
  deliveryId: string,
  text: string,
  nowMs: number,
): ConversationStep {
  const delivery: Delivery = {
    ...{ deliveryId, taskId, kind: 'question', text, phase: 'pending', offers: 0, isInConversation: false },
    ...{ sentAtMs: undefined, carrier: undefined },
  }
  return tellDelivery(withDelivery(state, delivery), delivery, nowMs)
}

/** One input to one delivery; a change of phase is shown and saved, and what fell back to pending is wanted again. */
export function changeDelivery(
  state: ConversationState,
  deliveryId: string,
  input: DeliveryInput,
  nowMs: number,
): ConversationStep {
  const before = state.deliveries[deliveryId]
  if (before === undefined) return step(state)
  const after = stepDelivery(before, input)
  if (after === before) return step(state)
  const changed = withDelivery(state, after)
  if (after.phase === before.phase) return step(changed)
  const wanted =
    after.phase === 'pending' && !isSaidAlone(after)
      ? wantResponse(changed, { reason: 'delivery', deliveryId })
      : before.phase === 'pending' || after.phase === 'missed' || input.type === 'covered'
        ? applyQueue(changed, { type: 'unwanted', deliveryId }).state
        : changed
  return tellDelivery(wanted, after, nowMs)
}

export function changeDeliveries(
  state: ConversationState,
  deliveryIds: readonly string[],
  input: DeliveryInput,
  nowMs: number,
): ConversationStep {
  return forEach(deliveryIds, step(state), (current, deliveryId) => changeDelivery(current, deliveryId, input, nowMs))
}

/** The user's barge-in stopped this item's speech: results that it had not brought to their end are offered again. */
export function interruptDeliveries(state: ConversationState, itemId: string, nowMs: number): ConversationStep {
  const carried = Object.values(state.deliveries).filter(({ carrier }) => carrier?.itemId === itemId)
  const deliveryIds = carried.map(({ deliveryId }) => deliveryId)
  return changeDeliveries(state, deliveryIds, { type: 'interrupted', itemId }, nowMs)
}

/** Nobody speaks and the voice may. */
export function isFloorOpen(state: ConversationState, nowMs: number): boolean {
  const hasLine = state.phase.type === 'open' && liveGeneration(state.reconnect) !== undefined
  if (!hasLine || !isFloorFree(state.speech)) return false
  return !isSpeechSpent(state) && !isAwaitingAutomaticAnswer(state, nowMs) && state.bargeIn.cut === undefined
}

/** Sends what is pending, when nobody speaks: the text and the request to say it go together. */
export function offerDeliveries(state: ConversationState, nowMs: number): ConversationStep {
  if (!isFloorOpen(state, nowMs)) return step(state)
  if (state.settings.dialect === 'quicksilver') {
    const pending = listOpenDeliveries(state.deliveries).filter(({ phase }) => phase === 'pending')
    return forEach(pending, step(state), (current, delivery) => offer(current, delivery, nowMs))
  }
  const { state: asked, outputs } = applyQueue(state, { type: 'floor-free', nowMs })
  return forEach(outputs, step(asked), (current, output) => onAsk(current, output, nowMs))
}

function onAsk(state: ConversationState, output: ResponseQueueOutput, nowMs: number): ConversationStep {
  if (output.type !== 'ask') return step(state)
  const { eventId, wants } = output
  const deliveries = wants.flatMap(({ deliveryId }) => state.deliveries[deliveryId ?? ''] ?? [])
  const offered = forEach(deliveries, step(state), (current, delivery) => offer(current, delivery, nowMs))
  return andThen(offered, (current) => step(current, ...sendEffects(current, { method: 'createResponse', eventId })))
}

function offer(state: ConversationState, delivery: Delivery, nowMs: number): ConversationStep {
  // One that was sent already, and whose request was refused, needs the request and not its text again.
  const rest = delivery.phase === 'pending' ? continuation(state, delivery) : []
  const sent = delivery.isInConversation ? rest : sendEffects(state, toCall(state, delivery))
  return andThen(step(state, ...sent), (current) =>
    changeDelivery(current, delivery.deliveryId, { type: 'offered', nowMs }, nowMs),
  )
}

/** The item's id is derived from the delivery, so that a text that is sent again is known to be the same. */
function toCall(state: ConversationState, { deliveryId, taskId, kind, text }: Delivery): ConnectionCall {
  if (state.settings.dialect === 'realtime') {
    return { method: 'send', event: encodeHandoffAppend(text, `parley_${kind}_${shortHash(deliveryId)}`) }
  }
  const handoffId = handoffOf(state, taskId)
  return { method: kind === 'result' ? 'finishHandoff' : 'appendHandoff', handoffId, text }
}

/** Whoever has it said sees to it that it is said by itself. */
function isSaidAlone({ kind }: Delivery): boolean {
  return kind === 'question' || kind === 'speech'
}

export function withDelivery(state: ConversationState, delivery: Delivery): ConversationState {
  return { ...state, deliveries: { ...state.deliveries, [delivery.deliveryId]: delivery } }
}

/** Shows and saves where a delivery stands. */
export function tellDelivery(state: ConversationState, delivery: Delivery, nowMs: number): ConversationStep {
  const { deliveryId, taskId, kind, phase, offers } = delivery
  const recordId = `delivery:${deliveryId}:${phase}:${offers}`
  return step(
    { ...state, saving: { ...state.saving, [recordId]: { type: 'delivery' } } },
    { type: 'show', event: { type: 'delivery', taskId, deliveryId, kind, phase } },
    {
      type: 'save',
      record: { kind: 'delivery', recordId, atMs: nowMs, deliveryId, taskId, deliveryKind: kind, phase },
    },
  )
}
