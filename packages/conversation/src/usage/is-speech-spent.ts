import type { ConversationState } from '../conversation-state.js'

/** The budget is passed and its last words were asked for: nothing more is said. */
export function isSpeechSpent({ usage, queue }: ConversationState): boolean {
  return usage.budget === 'passed' && !queue.wanted.some(({ reason }) => reason === 'budget')
}
