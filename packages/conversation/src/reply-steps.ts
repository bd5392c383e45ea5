import { isMuted } from './barge-in/barge-in-machine.js'
import { changeBargeIn } from './barge-in/barge-in-steps.js'
import { andThen, forEach, step } from './conversation-state.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { changeDeliveries } from './delivery-steps.js'
import type { DeliveryInput } from './delivery-machine.js'
import { afterReply } from './honesty/after-reply-steps.js'
import type { SaidReply } from './honesty/after-reply-steps.js'
import { applyQueue } from './queue-steps.js'
import { hasSaidSomething, isWordedToTheEnd, noReply, replyText, stepReply } from './reply-machine.js'
import type { ReplyInput } from './reply-machine.js'
import { onAutomaticAnswer } from './user-turns/take-words.js'
import { isAnothers } from './response-queue-machine.js'
import type { ResponseQueueOutput, ResponseWant } from './response-queue-machine.js'
import { listOpenDeliveries, listSpokenDeliveries } from './open-entries.js'

/** How the response or utterance ended that said the current reply. */
type ReplyEnd = 'complete' | 'cut' | 'unheard-of' | 'lost'

export function onResponseCreated(
  state: ConversationState,
  responseId: string | undefined,
  requestId: string | undefined,
  nowMs: number,
): ConversationStep {
  const isAskedFor = state.queue.phase.type !== 'free' && !isAnothers(state.queue, requestId)
  const { state: active } = applyQueue(state, { type: 'created', responseId, requestId, nowMs })
  const begun = { ...active, reply: stepReply(active.reply, { type: 'began', responseId }) }
  return isAskedFor ? step(begun) : onAutomaticAnswer(begun, responseId, nowMs)
}

export function onResponseEnded(
  state: ConversationState,
  responseId: string | undefined,
  status: string | undefined,
  nowMs: number,
): ConversationStep {
  const { state: free, outputs } = applyQueue(state, { type: 'ended', responseId })
  const isCut = status === 'cancelled' || status === 'failed'
  return onQueueOutputs(free, outputs, isCut ? 'cut' : 'complete', nowMs)
}

/** Requests and responses of which nothing more was heard. */
export function expireQueue(state: ConversationState, nowMs: number): ConversationStep {
  const { state: ticked, outputs } = applyQueue(state, { type: 'tick', nowMs })
  return onQueueOutputs(ticked, outputs, 'unheard-of', nowMs)
}

/** The connection is gone, and with it whatever was asked for or being said. Words that had come to their end were said. */
export function endReplyAtLoss(state: ConversationState, nowMs: number): ConversationStep {
  const hasSpoken = hasSaidSomething(state.reply)
  if (state.settings.dialect === 'quicksilver') return hasSpoken ? endUtterance(state, 'lost', nowMs) : step(state)
  const { state: free, outputs } = applyQueue(state, { type: 'disconnected', hasSpoken })
  if (outputs.length === 0 && hasSpoken) return finishReply(free, [], [], 'lost', nowMs)
  return onQueueOutputs(free, outputs, 'lost', nowMs)
}

/** Something is said: of the running response, or of an utterance on quicksilver. */
export function onSaid(state: ConversationState, input: ReplyInput, nowMs: number): ConversationStep {
  const { state: heard } = applyQueue(state, { type: 'activity', nowMs })
  return step({ ...heard, reply: stepReply(heard.reply, input) })
}

/** The item that is being said; one without an id gets a name that lasts for its utterance. */
export function itemIdOf(state: ConversationState, itemId: string | undefined): string {
  return itemId ?? `utterance_${state.unnamedCount}`
}

/** Quicksilver has no responses: an utterance ends where another item begins. */
export function endUtteranceAtNewItem(
  state: ConversationState,
  itemId: string | undefined,
  nowMs: number,
): ConversationStep {
  if (state.settings.dialect !== 'quicksilver' || itemId === undefined) return step(state)
  const current = state.reply.audioItem?.itemId ?? state.reply.texts.at(-1)?.itemId
  return current === undefined || current === itemId ? step(state) : endUtterance(state, 'complete', nowMs)
}

/** … or where a pause begins. */
export function endUtteranceAtPause(state: ConversationState, nowMs: number): ConversationStep {
  const atMs = utteranceDeadline(state)
  return atMs !== undefined && nowMs >= atMs ? endUtterance(state, 'complete', nowMs) : step(state)
}

export function utteranceDeadline({ settings, reply }: ConversationState): number | undefined {
  if (settings.dialect !== 'quicksilver' || !hasSaidSomething(reply)) return undefined
  return reply.lastSaidAtMs + settings.limits.quietMs
}

function endUtterance(state: ConversationState, end: ReplyEnd, nowMs: number): ConversationStep {
  const { startedAtMs = 0, lastSaidAtMs, audioItem } = state.reply
  const isNamed = audioItem?.itemId !== itemIdOf(state, undefined)
  const carried = listOpenDeliveries(state.deliveries)
    .filter(({ phase }) => phase === 'sent')
    .filter(({ sentAtMs = 0 }) => (isNamed ? startedAtMs >= sentAtMs : lastSaidAtMs > sentAtMs))
  const deliveryIds = carried.map(({ deliveryId }) => deliveryId)
  const ended = { ...state, unnamedCount: state.unnamedCount + 1 }
  return finishReply(ended, deliveryIds, [], end, nowMs)
}

function onQueueOutputs(
  state: ConversationState,
  outputs: readonly ResponseQueueOutput[],
  end: ReplyEnd,
  nowMs: number,
): ConversationStep {
  return forEach(outputs, step(state), (current, output) => {
    switch (output.type) {
      case 'ask':
        return step(current)
      case 'request-lost':
        return step(current, { type: 'show', event: lostRequestError(output.eventId) })
      case 'response-ended':
        return finishReply(
          { ...current, unnamedCount: current.unnamedCount + 1 },
          output.wants.flatMap(({ deliveryId }) => deliveryId ?? []),
          output.wants,
          end,
          nowMs,
        )
    }
  })
}

/** Its audio came after the user had begun to speak over the response: none of it was handed to the player. */
function isUnplayed({ reply, bargeIn }: ConversationState): boolean {
  const { audioItem, responseId } = reply
  if (audioItem === undefined || !isMuted(bargeIn, audioItem.itemId, responseId)) return false
  return ![...bargeIn.items, ...(bargeIn.cut?.items ?? [])].some(
    ({ itemId, receivedMs }) => itemId === audioItem.itemId && receivedMs > 0,
  )
}

/** The reply is over: what it carried was spoken, or goes back to be offered again. */
function finishReply(
  state: ConversationState,
  deliveryIds: readonly string[],
  wants: readonly ResponseWant[],
  end: ReplyEnd,
  nowMs: number,
): ConversationStep {
  const { reply } = state
  const isComplete = isSaidToEnd(state, end)
  const isInEar = hasSaidSomething(reply) && !isUnplayed(state)
  const isSpoken = isComplete && isInEar
  const carrier = reply.audioItem
  const input: DeliveryInput =
    reply.isStopped || (isComplete && !hasSaidSomething(reply) && reply.isSilent)
      ? { type: 'given-up' }
      : isSpoken
        ? { type: 'spoken', carrier }
        : { type: 'cut' }
  const { responseId } = reply
  const ended = changeBargeIn(state, { type: 'ended', responseId, isComplete }, nowMs)
  const told = andThen(ended, (current) => changeDeliveries({ ...current, reply: noReply }, deliveryIds, input, nowMs))
  const shown = hasSaidSomething(reply)
    ? andThen(told, (current) =>
        step(current, {
          type: 'show',
          event: {
            type: 'reply',
            text: replyText(reply),
            audioMs: Math.round(reply.audioMs),
            itemId: carrier?.itemId ?? reply.texts.at(-1)?.itemId,
            responseId: reply.responseId,
            deliveries: carriedTasks(state, isSpoken ? deliveryIds : []),
            isCut: !isComplete,
          },
        }),
      )
    : told
  const said: SaidReply = {
    ...{ text: replyText(reply), carrier, isComplete, deliveryIds, wants },
    isSilenced: reply.isStopped || !isInEar,
    isFailed: isFailed(state, end, isComplete),
  }
  const judged = andThen(shown, (current) => afterReply(current, said, nowMs))
  return andThen(judged, (current) => playedAlready(current, nowMs))
}

/**
 * It ended without a word and by itself. Where the user has taken the floor the next words are answered instead, and with
 * the connection the queue keeps what was wanted.
 */
function isFailed({ reply, speech }: ConversationState, end: ReplyEnd, isComplete: boolean): boolean {
  if (isComplete || end === 'lost' || hasSaidSomething(reply) || reply.isStopped) return false
  return speech.speakingSinceMs === undefined
}

/** What the user has interrupted was not said to its end, even where the server has gone on. */
function isSaidToEnd({ reply, bargeIn }: ConversationState, end: ReplyEnd): boolean {
  const isInterrupted =
    bargeIn.cut === undefined && reply.responseId !== undefined && reply.responseId === bargeIn.cutResponseId
  return !isInterrupted && (end === 'complete' || (end !== 'cut' && isWordedToTheEnd(reply)))
}

/** A player that is faster than the server's last word has reported before the delivery counted as spoken. */
function playedAlready(state: ConversationState, nowMs: number): ConversationStep {
  return state.lastPlayed === undefined ? step(state) : onPlayed(state, state.lastPlayed, nowMs)
}

export function onPlayed(
  state: ConversationState,
  played: { readonly itemId: string; readonly playedMs: number },
  nowMs: number,
): ConversationStep {
  const { itemId, playedMs } = played
  const spoken = listSpokenDeliveries(state.deliveries)
  return changeDeliveries(
    { ...state, lastPlayed: { itemId, playedMs } },
    spoken.map(({ deliveryId }) => deliveryId),
    { type: 'played', itemId, playedMs },
    nowMs,
  )
}

function carriedTasks(state: ConversationState, deliveryIds: readonly string[]): readonly string[] {
  return [...new Set(deliveryIds.flatMap((deliveryId) => state.deliveries[deliveryId]?.taskId || []))]
}

function lostRequestError(eventId: string) {
  return {
    type: 'error',
    message: `The server has not answered the request ${eventId} for a response; it is made again.`,
    code: 'timeout',
    isFatal: false,
  } as const
}
