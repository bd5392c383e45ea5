import { encodeHandoffAppend } from '@parley/wire/realtime'
import { andThen, forEach, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import type { Delivery } from '../delivery-machine.js'
import { changeDelivery } from '../delivery-steps.js'
import { wantResponse } from '../queue-steps.js'
import type { ResponseWant } from '../response-queue-machine.js'
import { sendEffects } from '../send-effect.js'
import { shortHash } from '../short-hash.js'
import { correctionNote } from '../task-notes.js'
import type { Task } from '../task-machine.js'
import { isOpen } from '../tools/task-status.js'
import { findCompletionClaim } from './find-completion-claim.js'
import type { CompletionClaim } from './find-completion-claim.js'
import { isCovered } from './is-covered.js'
import { listOpenDeliveries } from '../open-entries.js'

/** What the assistant has just said, to its end or not. */
export interface SaidReply {
  readonly text: string
  /** The speech that said it; what must be played before it counts as heard. */
  readonly carrier: Delivery['carrier']
  /** Said to its end. */
  readonly isComplete: boolean
  /** The user asked for quiet, or nothing was said. */
  readonly isSilenced: boolean
  /** It ended without a word, and nobody wanted that: it failed, or was never heard of again. */
  readonly isFailed: boolean
  readonly deliveryIds: readonly string[]
  readonly wants: readonly ResponseWant[]
}

/** A server that keeps failing is not asked for ever. */
const MAX_FAILURES = 3
/** A model that keeps claiming is not talked to for ever. */
const MAX_CORRECTIONS = 3

/** Looks at what was said: results that it has told already are not said again, and false ends are corrected. */
export function afterReply(state: ConversationState, said: SaidReply, nowMs: number): ConversationStep {
  const covered = andThen(coverDeliveries(state, said, nowMs), (current) => correctClaim(current, said))
  return said.isFailed ? andThen(covered, (current) => wantAgain(current, said.wants)) : covered
}

/** Speech that was wanted is asked for again, or visibly given up; deliveries have offers of their own. */
function wantAgain(state: ConversationState, wants: readonly ResponseWant[]): ConversationStep {
  return forEach(
    wants.filter(({ deliveryId }) => deliveryId === undefined),
    step(state),
    (current, want) => {
      const failures = (want.failures ?? 0) + 1
      if (failures < MAX_FAILURES) return step(wantResponse(current, { ...want, failures }))
      const message = `The server has failed ${failures} times to say something that was wanted (${want.reason}).`
      return step(current, { type: 'show', event: { type: 'error', message, code: 'remote', isFatal: false } })
    },
  )
}

/**
 * A result that the model has in its conversation, and has told without being asked to, needs no further offer; nor does one
 * whose request was refused because another response, which told it, was running.
 */
function coverDeliveries(state: ConversationState, said: SaidReply, nowMs: number): ConversationStep {
  if (!said.isComplete || said.isSilenced) return step(state)
  const covered = listOpenDeliveries(state.deliveries).filter(
    (delivery) => delivery.isInConversation && isOwed(state, delivery) && isCovered(delivery.text, said.text),
  )
  return forEach(covered, step(state), (current, { deliveryId }) =>
    changeDelivery(current, deliveryId, { type: 'covered', carrier: said.carrier }, nowMs),
  )
}

/** It was not offered, or what was offered with it is to be asked for again. */
function isOwed({ queue }: ConversationState, { deliveryId, phase }: Delivery): boolean {
  return phase === 'pending' || (phase === 'sent' && queue.wanted.some((want) => want.deliveryId === deliveryId))
}

/** At most one note per reply; it is spoken where the claim was. */
function correctClaim(state: ConversationState, said: SaidReply): ConversationStep {
  const claim = findCompletionClaim(said.text)
  if (claim === undefined) return step(state)
  const tasks = claimedTasks(state, said, claim).filter(
    ({ taskId }) => (state.corrections[taskId] ?? 0) < MAX_CORRECTIONS,
  )
  const [first] = tasks
  if (first === undefined) return step(state)
  const counted = tasks.map(({ taskId }) => [taskId, (state.corrections[taskId] ?? 0) + 1] as const)
  const noted = { ...state, corrections: { ...state.corrections, ...Object.fromEntries(counted) } }
  const text = correctionNote(tasks)
  const taskIds = tasks.map(({ taskId }) => taskId)
  const itemId = `parley_correction_${shortHash(JSON.stringify(counted))}`
  const call =
    state.settings.dialect === 'realtime'
      ? ({ method: 'send', event: encodeHandoffAppend(text, itemId) } as const)
      : ({ method: 'appendHandoff', handoffId: first.handoffId, text } as const)
  const wanting = said.isSilenced ? noted : wantResponse(noted, { reason: 'correction' })
  return step(
    wanting,
    { type: 'show', event: { type: 'correction', taskIds, claim: claim.phrase, text } },
    ...sendEffects(wanting, call),
  )
}

/**
 * The open tasks that a claim can only mean: the one it names, else all of them. A claim without a number means
 * none of them where a task has ended that the reply was to tell of, or where an agent's own words made the claim.
 */
function claimedTasks(state: ConversationState, said: SaidReply, claim: CompletionClaim): readonly Task[] {
  const tasks = Object.values(state.tasks)
  const open = tasks.filter((task) => isOpen(state, task))
  if (claim.taskNumber !== undefined) return open.filter(({ number }) => number === claim.taskNumber)
  const hasEnded = open.length < tasks.length
  const carried = said.deliveryIds.flatMap((deliveryId) => state.deliveries[deliveryId] ?? [])
  const isToldByAgent = carried.some(({ kind, text }) => kind === 'result' || findCompletionClaim(text) !== undefined)
  const isStatus = hasEnded && said.wants.some(({ reason }) => reason === 'tool-output')
  return isToldByAgent || isStatus ? [] : open
}
