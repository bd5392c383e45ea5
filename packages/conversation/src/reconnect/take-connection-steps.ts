import { step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { wantResponse } from '../queue-steps.js'
import { sendEffects } from '../send-effect.js'
import { isUserUnanswered, seedSession } from '../session-seed/seed-session.js'

/**
 * From here on this connection is the conversation's: it is told what was said and how the tasks stand, and then hears
 * what the microphone has kept. A user who has had no answer gets one now.
 */
export function takeConnection(state: ConversationState, generation: number): ConversationStep {
  const { calls, turns, callIds } = seedSession(state, state.settings.reconnect?.seedTokens ?? 0)
  const hasUserSpoken = isUserUnanswered(state)
  const seeded: ConversationState = {
    ...state,
    carried: { ...state.carried, seeded: turns, seededCallIds: callIds, hasUserSpoken },
  }
  const wanting = hasUserSpoken ? wantResponse(seeded, { reason: 'text' }) : seeded
  return step(wanting, { type: 'use-connection', generation }, ...sendEffects(wanting, ...calls), {
    type: 'send-kept-audio',
  })
}
