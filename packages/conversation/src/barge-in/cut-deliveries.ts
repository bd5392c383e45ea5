import { encodeHandoffAppend } from '@parley/wire/realtime'
import type { ConversationEffect } from '../conversation-effect.js'
import type { ConversationState } from '../conversation-state.js'
import type { Delivery } from '../delivery-machine.js'
import { sendEffects } from '../send-effect.js'
import { shortHash } from '../short-hash.js'
import type { PlayedItem } from './barge-in-machine.js'
import { countWords, heardText, restFromSentence } from './heard-text.js'

/** Remembers what the interruption has stopped; with an item, also how much of it was heard, counted in its order. */
export function markCutDeliveries(state: ConversationState, item: PlayedItem | undefined): ConversationState {
  if (item === undefined) {
    const latest = carriedNow(state)
    return { ...state, cutDeliveries: { ...state.cutDeliveries, latest } }
  }
  const carried = carriedBy(state, item)
  let remaining = countWords(heardText(item.text, item.playedMs, item.receivedMs))
  const heardWords = { ...state.cutDeliveries.heardWords }
  for (const { deliveryId, text } of carried) {
    const count = Math.min(remaining, countWords(text))
    remaining -= count
    heardWords[deliveryId] = Math.max(heardWords[deliveryId] ?? 0, count)
  }
  const ids = carried.map(({ deliveryId }) => deliveryId)
  const latest = [...new Set([...state.cutDeliveries.latest, ...ids])]
  return { ...state, cutDeliveries: { latest, heardWords } }
}

/**
 * What is sent with a second offer, when the text is in the server's conversation already: the rest of what was cut off, from
 * the beginning of its sentence. Nothing where no player told what was heard: then the request alone must do.
 */
export function continuation(state: ConversationState, delivery: Delivery): readonly ConversationEffect[] {
  const { deliveryId, taskId, kind, text, offers } = delivery
  const heardWords = state.cutDeliveries.heardWords[deliveryId]
  if (heardWords === undefined) return []
  const rest = restFromSentence(text, heardWords)
  if (state.settings.dialect === 'realtime') {
    const id = `parley_${kind}_${shortHash(deliveryId)}_${offers}`
    return sendEffects(state, { method: 'send', event: encodeHandoffAppend(rest, id) })
  }
  const handoffId = handoffOf(state, taskId)
  return sendEffects(state, { method: 'appendHandoff', handoffId, text: rest })
}

/** What Codex files texts under that belong to no handoff. */
const NO_HANDOFF = 'codex'

/** Under which handoff quicksilver is given words of a task. */
export function handoffOf({ tasks }: ConversationState, taskId: string): string {
  return tasks[taskId]?.handoffId ?? (taskId === '' ? NO_HANDOFF : taskId)
}

function carriedNow({ queue, deliveries }: ConversationState): readonly string[] {
  const wanted = queue.phase.type === 'active' ? queue.phase.wants : []
  return wanted.flatMap(({ deliveryId = '' }) => (deliveries[deliveryId] === undefined ? [] : [deliveryId]))
}

function carriedBy(state: ConversationState, item: PlayedItem): readonly Delivery[] {
  const { phase } = state.queue
  const isRunning = phase.type === 'active' && phase.responseId === item.responseId
  const running = isRunning ? carriedNow(state).flatMap((id) => state.deliveries[id] ?? []) : []
  const spoken = Object.values(state.deliveries).filter(
    ({ phase: at, carrier }) => at === 'spoken' && carrier?.itemId === item.itemId,
  )
  return [...spoken, ...running]
}
