import { changeBargeIn } from '../barge-in/barge-in-steps.js'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { changeDeliveries } from '../delivery-steps.js'
import { hasSaidSomething, stepReply } from '../reply-machine.js'
import { sendEffects } from '../send-effect.js'
import { refuseHandoff } from '../handoff-answers.js'
import { changeTask } from '../task-steps.js'

const STOPPED_NOTE = 'Not accepted: the user has stopped everything.'

/** Ends speech and nothing else: no task is touched, and what was being said is not offered again. */
export function stopSpeaking(state: ConversationState, nowMs: number): ConversationStep {
  const { queue } = state
  const responseId = queue.phase.type === 'active' ? queue.phase.responseId : undefined
  const isRunning = queue.phase.type === 'active' || hasSaidSomething(state.reply)
  const reply = isRunning ? stepReply(state.reply, { type: 'stopped' }) : state.reply
  const quiet = dropCutSpeech({ ...state, reply }, nowMs)
  const cut = andThen(quiet, (current) => changeBargeIn(current, { type: 'stopped', responseId }, nowMs))
  const rest = cut.effects.filter(({ type }) => type !== 'stop-playback')
  const isCancelling = queue.phase.type === 'active' && state.settings.dialect === 'realtime'
  const cancelling = isCancelling
    ? sendEffects(state, { method: 'cancelResponse', ...(responseId === undefined ? {} : { responseId }) })
    : []
  return { state: cut.state, effects: [{ type: 'stop-playback' }, ...rest, ...cancelling] }
}

/**
 * The order to be quiet cut it off by being spoken, or ends it while it plays on after its response: it would be offered
 * again, or wait for its end forever. It is missed, visibly.
 */
function dropCutSpeech(state: ConversationState, nowMs: number): ConversationStep {
  const { cut, items, isReporting } = state.bargeIn
  const itemIds = [...(cut?.items ?? []), ...(isReporting ? items : [])].map(({ itemId }) => itemId)
  const carried = Object.values(state.deliveries).filter(
    ({ phase, carrier }) => phase === 'spoken' && carrier !== undefined && itemIds.includes(carrier.itemId),
  )
  const interrupted = forEach(carried, step(state), (current, { deliveryId, carrier }) =>
    changeDeliveries(current, [deliveryId], { type: 'interrupted', itemId: carrier?.itemId ?? '' }, nowMs),
  )
  const deliveryIds = [...new Set([...state.cutDeliveries.latest, ...carried.map(({ deliveryId }) => deliveryId)])]
  return andThen(interrupted, (current) => {
    const pending = deliveryIds.filter((deliveryId) => current.deliveries[deliveryId]?.phase === 'pending')
    const forgotten = { ...current, cutDeliveries: { ...current.cutDeliveries, latest: [] } }
    return changeDeliveries(forgotten, pending, { type: 'given-up' }, nowMs)
  })
}

/** Speech, every open task, requests on their way to becoming one, and what was still to be said. */
export function stopAll(state: ConversationState, nowMs: number): ConversationStep {
  const waiting = Object.values(state.handoffs).filter((handoff) => handoff.phase === 'waiting')
  const saving = Object.values(state.handoffs).filter(({ phase }) => phase === 'saving')
  const stoppedHandoffIds = saving.map(({ handoffId }) => handoffId)
  const quiet = stopSpeaking({ ...state, stoppedHandoffIds }, nowMs)
  const refused = forEach(waiting, quiet, (current, handoff) =>
    refuseHandoff(current, handoff, STOPPED_NOTE, 'everything was stopped'),
  )
  const cancelled = forEach(Object.keys(state.tasks), refused, (current, taskId) =>
    changeTask(current, taskId, { type: 'cancel', nowMs }, nowMs),
  )
  const missed = andThen(cancelled, (current) =>
    changeDeliveries(current, listPending(current), { type: 'given-up' }, nowMs),
  )
  return andThen(missed, (current) => step({ ...current, queue: { ...current.queue, wanted: [] } }))
}

function listPending({ deliveries }: ConversationState): readonly string[] {
  return Object.values(deliveries)
    .filter(({ phase }) => phase === 'pending')
    .map(({ deliveryId }) => deliveryId)
}
