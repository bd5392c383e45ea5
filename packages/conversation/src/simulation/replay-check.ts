import type { RecordedStep } from '../conversation-log.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { createConversationState } from '../conversation-state.js'
import type { StepConversation, Violation } from './invariant.js'

/** Feeds the recorded inputs to a machine at its beginning; its effects must be the recorded ones, as JSON. */
export function findReplayViolation(
  settings: ConversationSettings,
  recording: readonly RecordedStep[],
  stepConversation: StepConversation,
): Violation | undefined {
  let state = createConversationState(settings)
  for (const [stepIndex, { input, effects }] of recording.entries()) {
    const again = stepConversation(state, input)
    state = again.state
    if (JSON.stringify(again.effects) !== JSON.stringify(effects)) {
      return { invariant: 'the recorded inputs give the recorded effects', seen: 'other effects', stepIndex }
    }
  }
  return undefined
}
