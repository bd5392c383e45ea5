import type { ConversationHappening, ConversationInput } from '../../conversation-input.js'
import type { ConversationStep } from '../../conversation-state.js'
import type { StepConversation } from '../invariant.js'

/** Something that did not happen, as if it had happened right after this step; its effects join the step's. */
export function feedAfter(
  stepConversation: StepConversation,
  before: ConversationStep,
  { nowMs }: ConversationInput,
  happening: ConversationHappening,
): ConversationStep {
  const { state, effects } = stepConversation(before.state, { nowMs, ...happening })
  return { state, effects: [...before.effects, ...effects] }
}
