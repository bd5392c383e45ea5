import { TAKEN_WORDS_NOTE } from './approval/approval-words.js'
import { andThen, step } from './conversation-state.js'
import type { ConversationState, ConversationStep, Handoff } from './conversation-state.js'
import { wantResponse } from './queue-steps.js'
import { hasSaidSomething } from './reply-machine.js'
import { isFromScreen } from './reconnect/connection-call.js'
import { noteEffects, sendEffects } from './send-effect.js'

export type WaitingHandoff = Extract<Handoff, { phase: 'waiting' }>
export type SavingHandoff = Extract<Handoff, { phase: 'saving' }>
export type SettledHandoff = Extract<Handoff, { phase: 'settled' }>

/** Nothing comes of it: the user sees why and the model is told. */
export function refuseHandoff(
  state: ConversationState,
  handoff: WaitingHandoff | SavingHandoff,
  note: string,
  reason: string,
): ConversationStep {
  const { handoffId } = handoff
  const shown = step(settleHandoff(state, handoff, '', 'refused'), {
    type: 'show',
    event: { type: 'handoff-refused', handoffId, reason },
  })
  return andThen(shown, (current) => answerCall(current, handoffId, note, 'over'))
}

/**
 * An answer or an order that the conversation has acted on itself: the call has its output, and nobody speaks of it. On
 * realtime it is empty: words there would be said with whatever the voice is asked to say next.
 */
export function dropTakenWords(state: ConversationState, handoff: WaitingHandoff): ConversationStep {
  const { handoffId } = handoff
  const reason = 'these words were no request'
  const text = state.settings.dialect === 'realtime' ? '' : TAKEN_WORDS_NOTE
  return step(
    settleHandoff(state, handoff, '', 'refused'),
    { type: 'show', event: { type: 'handoff-refused', handoffId, reason } },
    ...sendEffects(state, { method: 'finishHandoff', handoffId, text }),
  )
}

/**
 * No call stays unanswered. On realtime the answer is the call's output, and the voice is asked to say it unless it has
 * just announced the work by itself. Quicksilver's handoff is answered by its final words, so nothing is said while it
 * has only begun.
 */
export function answerCall(
  state: ConversationState,
  handoffId: string,
  text: string,
  handoffIs: 'begun' | 'over',
): ConversationStep {
  if (isFromScreen(state, handoffId)) return noteFromScreen(state, text)
  if (state.settings.dialect === 'quicksilver' && handoffIs === 'begun') return step(state)
  const hasAnnounced = handoffIs === 'begun' && hasSaidSomething(state.reply)
  const wanting = hasAnnounced ? state : wantResponse(state, { reason: 'acknowledgement' })
  return step(wanting, ...sendEffects(wanting, { method: 'finishHandoff', handoffId, text }))
}

/** The call has its answer; what turned out otherwise follows as a message. */
export function correctAnswer(state: ConversationState, handoffId: string, text: string): ConversationStep {
  if (isFromScreen(state, handoffId)) return noteFromScreen(state, text)
  if (state.settings.dialect === 'quicksilver') return step(state)
  const wanting = wantResponse(state, { reason: 'acknowledgement' })
  return step(wanting, ...sendEffects(wanting, { method: 'appendHandoff', handoffId, text }))
}

/** Whoever typed it sees what became of it; the voice shall know and not talk about it. */
function noteFromScreen(state: ConversationState, text: string): ConversationStep {
  return step(state, ...(state.settings.dialect === 'realtime' ? noteEffects(state, text) : []))
}

export function settleHandoff(
  state: ConversationState,
  { handoffId, input }: Handoff,
  envelope: string,
  outcome: SettledHandoff['outcome'],
): ConversationState {
  return withHandoff(state, { phase: 'settled', handoffId, input, envelope, outcome })
}

export function withHandoff(state: ConversationState, handoff: Handoff): ConversationState {
  return { ...state, handoffs: { ...state.handoffs, [handoff.handoffId]: handoff } }
}
