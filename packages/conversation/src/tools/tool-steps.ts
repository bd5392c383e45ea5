import { encodeFunctionOutput } from '@parley/wire/realtime'
import { andThen, step } from '../conversation-state.js'
import type { ConversationState, ConversationStep } from '../conversation-state.js'
import { wantResponse } from '../queue-steps.js'
import { sendEffects } from '../send-effect.js'
import { isOpenTask } from '../task-machine.js'
import { unknownToolNote } from '../task-notes.js'
import { changeTask } from '../task-steps.js'
import { CANCEL_TASK_TOOL, TASK_STATUS_TOOL } from './conversation-tools.js'
import { decodeTaskNumber } from './decode-task-number.js'
import { describeTasks, isOpen, unknownTask } from './task-status.js'

export interface ToolCall {
  readonly callId: string
  readonly name: string
  /** JSON, as the model wrote it. */
  readonly arguments: string
}

const MAX_ANSWERED = 64

/** A call of a tool that is no handoff: answered at once from the ledger, once per call, or the model would wait. */
export function onToolCall(state: ConversationState, call: ToolCall, nowMs: number): ConversationStep {
  if (state.answeredCallIds.includes(call.callId)) return step(state)
  const answeredCallIds = [...state.answeredCallIds, call.callId].slice(-MAX_ANSWERED)
  const before: ConversationState = { ...state, answeredCallIds }
  switch (call.name) {
    case TASK_STATUS_TOOL:
      return answer(before, call, describeNamed(before, call.arguments, nowMs))
    case CANCEL_TASK_TOOL:
      return cancelNamed(before, call, nowMs)
    default:
      return answer(before, call, unknownToolNote(call.name))
  }
}

function describeNamed(state: ConversationState, text: string, nowMs: number): string {
  const named = decodeTaskNumber(text)
  switch (named.type) {
    case 'one':
      return describeTasks(state, named.number, nowMs)
    case 'none-named':
      return describeTasks(state, undefined, nowMs)
    case 'unreadable':
      return `${named.value} is no number of a task. ${describeTasks(state, undefined, nowMs)}`
  }
}

/** Nothing is guessed: without a number that is known nothing is cancelled. */
function cancelNamed(state: ConversationState, call: ToolCall, nowMs: number): ConversationStep {
  const named = decodeTaskNumber(call.arguments)
  if (named.type !== 'one') {
    return answer(
      state,
      call,
      `Nothing was cancelled: say the number of the task. ${describeTasks(state, undefined, nowMs)}`,
    )
  }
  const tasks = Object.values(state.tasks)
  const task = tasks.find(({ number }) => number === named.number)
  if (task === undefined) return answer(state, call, `Nothing was cancelled. ${unknownTask(named.number, tasks)}`)
  if (!isOpenTask(task)) {
    const status = isOpen(state, task) ? 'It has just ended.' : describeTasks(state, task.number, nowMs)
    return answer(state, call, `Nothing was cancelled. ${status}`)
  }
  const told = answer(state, call, `Task ${task.number} is being cancelled. It has not stopped yet.`)
  return andThen(told, (current) => changeTask(current, task.taskId, { type: 'cancel', nowMs }, nowMs))
}

function answer(state: ConversationState, { callId }: ToolCall, text: string): ConversationStep {
  const wanting = wantResponse(state, { reason: 'tool-output' })
  return step(wanting, ...sendEffects(wanting, { method: 'send', event: encodeFunctionOutput(callId, text) }))
}
