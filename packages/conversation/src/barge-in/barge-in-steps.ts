import { encodeHandoffAppend } from '@parley/wire/realtime'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { interruptDeliveries } from '../delivery-steps.js'
import { wantResponse } from '../queue-steps.js'
import { liveGeneration } from '../reconnect/reconnect-machine.js'
import type { ConnectionCall } from '../realtime-connection.js'
import { noteEffects, sendEffects } from '../send-effect.js'
import { shortHash } from '../short-hash.js'
import { resumeItems, stepBargeIn } from './barge-in-machine.js'
import type { BargeInInput, BargeInOutput, PlayedItem } from './barge-in-machine.js'
import { markCutDeliveries } from './cut-deliveries.js'
import { heardText, unheardText } from './heard-text.js'

/** One input to the barge-in machine, with what follows for the player, the server, the screen and the deliveries. */
export function changeBargeIn(state: ConversationState, input: BargeInInput, nowMs: number): ConversationStep {
  const { state: bargeIn, outputs } = stepBargeIn(state.bargeIn, input, state.settings.limits)
  const changed = bargeIn === state.bargeIn ? state : { ...state, bargeIn }
  return forEach(outputs, step(changed), (current, output) => onOutput(current, output, nowMs))
}

function onOutput(state: ConversationState, output: BargeInOutput, nowMs: number): ConversationStep {
  switch (output.type) {
    case 'stop-playback':
      return step(markCutDeliveries(state, undefined), { type: 'stop-playback' })
    case 'cut':
      return cutItem(markCutDeliveries(state, output.item), output.item)
    case 'interrupted':
      return interruptAll(state, output.items, nowMs)
    case 'false-interruption':
      return goOn(state, output.items, nowMs)
  }
}

/** The server and the screen learn what was heard. A refusal of this is an error event like any other. */
function cutItem(state: ConversationState, item: PlayedItem): ConversationStep {
  const { itemId, text, receivedMs } = item
  const playedMs = Math.floor(item.playedMs)
  const heard = heardText(text, playedMs, receivedMs)
  return step(
    state,
    { type: 'show', event: { type: 'heard-until', itemId, text: heard, playedMs, receivedMs: Math.round(receivedMs) } },
    ...(isKnownToServer(state, item) ? sendEffects(state, shorten(itemId, playedMs)) : []),
  )
}

/** Quicksilver cannot be told, and a session that was opened since does not know the item. */
function isKnownToServer(state: ConversationState, { generation }: PlayedItem): boolean {
  return state.settings.dialect === 'realtime' && generation === liveGeneration(state.reconnect)
}

/** An item of which nothing was heard was not said. */
function shorten(itemId: string, playedMs: number): ConnectionCall {
  if (playedMs === 0) return { method: 'send', event: { type: 'conversation.item.delete', item_id: itemId } }
  return { method: 'truncate', point: { itemId, contentIndex: 0, audioEndMs: playedMs } }
}

function interruptAll(state: ConversationState, items: readonly PlayedItem[], nowMs: number): ConversationStep {
  return forEach(items, step(state), (current, { itemId }) => interruptDeliveries(current, itemId, nowMs))
}

/**
 * It was no interruption: the speech goes on where it was stopped, or what was not heard is said again. Words that are
 * still being transcribed are not taken for nothing: a short order on a slow recognizer stays a request.
 */
function goOn(state: ConversationState, items: readonly PlayedItem[], nowMs: number): ConversationStep {
  const canResume = state.settings.player.canResume && items.every(({ isWhole }) => isWhole)
  return canResume ? resume(state, items) : sayRest(state, items, nowMs)
}

/** The server has cut the item, so that its model does not know these words any more. */
function resume(state: ConversationState, items: readonly PlayedItem[]): ConversationStep {
  const [first] = items
  if (first === undefined) return step(state)
  const { itemId, playedMs } = first
  const fromMs = Math.floor(playedMs)
  return step(
    { ...state, bargeIn: resumeItems(state.bargeIn, items) },
    { type: 'resume-playback', itemId, fromMs },
    { type: 'show', event: { type: 'playback-resumed', itemId, fromMs } },
    ...(state.settings.dialect === 'realtime' ? noteEffects(state, resumedNote(restOf(items))) : []),
  )
}

function sayRest(state: ConversationState, items: readonly PlayedItem[], nowMs: number): ConversationStep {
  return andThen(interruptAll(state, items, nowMs), (current) => {
    const isDelivered = current.cutDeliveries.latest.some((id) => current.deliveries[id]?.phase === 'pending')
    if (isDelivered || current.settings.dialect !== 'realtime') return step(current)
    const wanting = wantResponse(current, { reason: 'continuation' })
    const isWhole = items.every((item) => item.isWhole)
    return step(wanting, ...(isWhole ? sendRest(wanting, items) : noteEffects(wanting, continueNote(items))))
  })
}

function sendRest(state: ConversationState, items: readonly PlayedItem[]) {
  const id = `parley_rest_${shortHash(items.map(({ itemId }) => itemId).join(' '))}`
  return sendEffects(state, { method: 'send', event: encodeHandoffAppend(restOf(items), id) })
}

const restOf = (items: readonly PlayedItem[]): string =>
  items.map(({ text, playedMs, receivedMs }) => unheardText(text, playedMs, receivedMs)).join(' ')

function continueNote(items: readonly PlayedItem[]): string {
  const heard = items.map(({ text, playedMs, receivedMs }) => heardText(text, playedMs, receivedMs)).join(' ')
  const where = heard.trim() === '' ? 'before your first word was heard' : `after “${heard.trim()}”`
  return `A sound that was no interruption stopped you ${where}. Go on from there; do not begin again.`
}

function resumedNote(rest: string): string {
  return `A sound stopped you that was no interruption. The user goes on hearing what you said: “${rest.trim()}”`
}
