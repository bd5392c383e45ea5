import { findQuestion } from '../agent-questions/ask-steps.js'
import type { ConversationInput } from '../conversation-input.js'
import type { ConversationState } from '../conversation-state.js'
import { REDACTED } from './redact.js'

/** The user's answer to a question that is secret, without the answer. No form gives such a text away: its question does. */
export function hideSecretReply(
  state: ConversationState,
  input: ConversationInput,
): { readonly input: ConversationInput; readonly isHidden: boolean } {
  if (input.type !== 'reply-to-question') return { input, isHidden: false }
  const isSecret = findQuestion(state, input.taskId, input.questionId)?.isSecret === true
  return isSecret ? { input: { ...input, text: REDACTED }, isHidden: true } : { input, isHidden: false }
}
