import type { AgentEvent } from './agent.js'
import { onInputWithdrawn, onNeedsInput } from './agent-questions/ask-steps.js'
import { onPermissionRequested, onPermissionWithdrawn } from './approval/request-steps.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { onRunEvent } from './task-steps.js'

/** What a run says. It is data: only the user opens the way for what it asks. */
export function onAgentEvent(
  state: ConversationState,
  taskId: string,
  event: AgentEvent,
  nowMs: number,
): ConversationStep {
  switch (event.type) {
    case 'permission-requested':
      return onPermissionRequested(state, taskId, event, nowMs)
    case 'permission-withdrawn':
      return onPermissionWithdrawn(state, taskId, event.permissionId, nowMs)
    case 'needs-input':
      return onNeedsInput(state, taskId, event, nowMs)
    case 'input-withdrawn':
      return onInputWithdrawn(state, taskId, event.questionId, nowMs)
    default:
      return onRunEvent(state, taskId, event, nowMs)
  }
}
