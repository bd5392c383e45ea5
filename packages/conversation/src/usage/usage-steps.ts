import { encodeHandoffAppend } from '@parley/wire/realtime'
import type { ConversationEffect } from '../conversation-effect.js'
import type { ConnectionEvent } from '../conversation-input.js'
import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { changeDeliveries } from '../delivery-steps.js'
import { wantResponse } from '../queue-steps.js'
import { sendEffects } from '../send-effect.js'
import { isSpeechSpent } from './is-speech-spent.js'
import { listPrices } from './list-prices.js'
import { readSessionModels, readTurnDetection } from './read-session.js'
import { reportUsage, stepUsage } from './usage-machine.js'
import type { UsageInput, UsageTerms } from './usage-machine.js'
import { listOpenDeliveries } from '../open-entries.js'

/** Said aloud as it is: the last words that are paid for. */
export const BUDGET_NOTE =
  'The budget for speech is used up, so this is the last thing that I say. Running tasks go on; their results appear on the screen.'

const defaultTerms: UsageTerms = { prices: listPrices, budget: undefined }

/** What an event cost, and what follows when the budget is passed: no new speech. No task is touched. */
export function onUsageEvent(state: ConversationState, event: ConnectionEvent): ConversationStep {
  switch (event.type) {
    case 'session_created':
    case 'session_updated': {
      const { session } = event
      const models = readSessionModels(session)
      const known = count(state, { type: 'session', models, turnDetection: readTurnDetection(session) })
      return step(known, ...quietSession(known))
    }
    case 'response_done':
    case 'response_cancelled':
      return event.usage === undefined ? step(state) : tellUsage(state, { type: 'response', usage: event.usage })
    case 'input_transcript_done':
      return event.usage === undefined ? step(state) : tellUsage(state, { type: 'transcription', usage: event.usage })
    default:
      return step(state)
  }
}

/** What waits to be said is missed, visibly, instead of waiting for ever. */
export function giveUpUnpaid(state: ConversationState, nowMs: number): ConversationStep {
  if (!isSpeechSpent(state)) return step(state)
  const pending = listOpenDeliveries(state.deliveries).filter(({ phase }) => phase === 'pending')
  const deliveryIds = pending.map(({ deliveryId }) => deliveryId)
  return changeDeliveries(state, deliveryIds, { type: 'given-up' }, nowMs)
}

function count(state: ConversationState, input: UsageInput): ConversationState {
  return { ...state, usage: stepUsage(state.usage, input, state.settings.usage ?? defaultTerms) }
}

function tellUsage(state: ConversationState, input: UsageInput): ConversationStep {
  const after = count(state, input)
  const { prices } = after.settings.usage ?? defaultTerms
  const report = reportUsage(after.usage, prices)
  const shown = step(after, { type: 'show', event: { type: 'usage', ...report } })
  const isPassedNow = state.usage.budget === 'within' && after.usage.budget === 'passed'
  return isPassedNow ? andThen(shown, stopSpending) : shown
}

function stopSpending(state: ConversationState): ConversationStep {
  const wanting = wantResponse(state, { reason: 'budget' })
  const isRealtime = state.settings.dialect === 'realtime'
  const spoken = isRealtime
    ? sendEffects(state, { method: 'send', event: encodeHandoffAppend(BUDGET_NOTE, 'parley_budget_note') })
    : []
  return step(
    wanting,
    { type: 'show', event: { type: 'budget-passed', text: BUDGET_NOTE } },
    ...quietSession(wanting),
    ...spoken,
  )
}

/** The server no longer answers the user's speech by itself. Without turn detection it never did. */
function quietSession(state: ConversationState): readonly ConversationEffect[] {
  const { budget, turnDetection } = state.usage
  if (budget === 'within' || state.settings.dialect !== 'realtime') return []
  if (turnDetection === undefined || turnDetection['create_response'] === false) return []
  const turn_detection = { ...turnDetection, create_response: false }
  return sendEffects(state, {
    method: 'send',
    event: { type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } },
  })
}
