import { backgroundAgentTool, remainSilentTool } from '@parley/wire'
import type { FunctionTool } from '@parley/wire'

export const TASK_STATUS_TOOL = 'task_status'
export const CANCEL_TASK_TOOL = 'cancel_task'

/** The delegation tool, by which the user's answers to questions of tasks are handed over as well. */
const answeringAgentTool = {
  ...backgroundAgentTool,
  description:
    `${backgroundAgentTool.description} When a task has asked the user a question, call it with the user's answer, in the ` +
    "user's own words; never with an answer that the user has not given.",
} as const satisfies FunctionTool

export const taskStatusTool = {
  type: 'function',
  name: TASK_STATUS_TOOL,
  description:
    'Look up how the tasks of the background agent stand: which are open, how the others ended, which results the user ' +
    'has not heard. Call it whenever the user asks how the work is going, instead of guessing.',
  parameters: {
    type: 'object',
    properties: { task: { type: 'integer', description: 'Number of one task; leave it out for all of them.' } },
    additionalProperties: false,
  },
} as const satisfies FunctionTool

export const cancelTaskTool = {
  type: 'function',
  name: CANCEL_TASK_TOOL,
  description:
    'Stop the work on one task. Only for a user who wants the work itself to stop; a user who wants quiet wants no ' +
    'task stopped.',
  parameters: {
    type: 'object',
    properties: { task: { type: 'integer', description: 'Number of the task, as it was announced.' } },
    required: ['task'],
    additionalProperties: false,
  },
} as const satisfies FunctionTool

/**
 * The tools that a conversation answers: pass them as `tools` of the session's configuration when you open a `realtime`
 * connection for it. Quicksilver knows no tools.
 */
export const conversationTools: readonly FunctionTool[] = [
  answeringAgentTool,
  taskStatusTool,
  cancelTaskTool,
  remainSilentTool,
]
