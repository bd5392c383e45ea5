import { andThen, step } from './conversation-state.js'
import type { ConversationState, ConversationStep } from './conversation-state.js'
import { answerCall, correctAnswer, refuseHandoff, settleHandoff, withHandoff } from './handoff-answers.js'
import type { SavingHandoff } from './handoff-answers.js'
import { isFromScreen } from './reconnect/connection-call.js'
import { changeTask, parallelLimit, taskEvent, withTask } from './task-steps.js'
import { isBusyTask } from './task-machine.js'
import type { Task } from './task-machine.js'
import { acceptedNote, steeredNote, steerFailedNote, typedNote, UNSAVED_NOTE } from './task-notes.js'
import { listOpenTasks } from './open-entries.js'

/** The request is durable: now, and not before, it is accepted. */
export function onHandoffSaved(state: ConversationState, handoffId: string, nowMs: number): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'saving') return step(state)
  const target = handoff.disposition === 'steer' ? state.tasks[handoff.taskId] : undefined
  if (target === undefined || !isBusyTask(target) || target.isCancelling) {
    const refusedBy = isFromScreen(state, handoffId) ? target : undefined
    const accepted = acceptTask(settleHandoff(state, handoff, handoff.envelope, 'start'), handoff, refusedBy, nowMs)
    return handoff.disposition === 'steer' ? andThen(accepted, (next) => saveRedirect(next, handoff, nowMs)) : accepted
  }
  return steerTask(settleHandoff(state, handoff, handoff.envelope, 'steer'), handoff, target)
}

export function onHandoffNotSaved(state: ConversationState, handoffId: string, error: string): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'saving') return step(state)
  return refuseHandoff(state, handoff, UNSAVED_NOTE, `the request could not be saved: ${error}`)
}

/** The run did not take the guidance: the request becomes a task of its own. */
export function onSteerFailed(
  state: ConversationState,
  taskId: string,
  handoffId: string,
  nowMs: number,
): ConversationStep {
  const handoff = state.handoffs[handoffId]
  if (handoff?.phase !== 'settled' || handoff.outcome !== 'steer') return step(state)
  const accepted = acceptTask(withHandoff(state, { ...handoff, outcome: 'start' }), handoff, state.tasks[taskId], nowMs)
  return andThen(accepted, (current) => saveRedirect(current, handoff, nowMs))
}

/** The request itself is durable; that it steers nobody must be as well, or a restart would take it for done. */
export function saveRedirect(
  state: ConversationState,
  { handoffId, input, envelope }: { readonly handoffId: string; readonly input: string; readonly envelope: string },
  nowMs: number,
): ConversationStep {
  const recordId = `handoff:${handoffId}:start`
  const fact = { handoffId, input, envelope, taskId: `task_${handoffId}`, disposition: 'start' } as const
  const from = isFromScreen(state, handoffId) ? ({ from: 'screen' } as const) : {}
  return step(
    { ...state, saving: { ...state.saving, [recordId]: { type: 'fact' } } },
    { type: 'save', record: { kind: 'handoff', recordId, atMs: nowMs, ...fact, ...from } },
  )
}

/** Adds the task; it starts when there is room. `refusedBy`: the task that should have been steered. */
export function acceptTask(
  state: ConversationState,
  { handoffId, input, envelope }: { readonly handoffId: string; readonly input: string; readonly envelope: string },
  refusedBy: Task | undefined,
  nowMs: number,
): ConversationStep {
  // What was typed has no call: on quicksilver its work is told under that of the task that did not take it.
  const callId = isFromScreen(state, handoffId) ? (refusedBy?.handoffId ?? handoffId) : handoffId
  const task = { ...newTask(state, handoffId, input, envelope, nowMs), handoffId: callId }
  const { taskId } = task
  const busy = listOpenTasks(state.tasks)
  const blocking = busy.length >= parallelLimit(state) ? busy.at(-1) : undefined
  const shown = step(
    withTask(state, task),
    { type: 'show', event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'start' } },
    { type: 'show', event: taskEvent(task) },
  )
  const answered = andThen(shown, (current) =>
    refusedBy === undefined
      ? answerCall(current, handoffId, acceptedNote(task, blocking), 'begun')
      : correctAnswer(current, handoffId, steerFailedNote(refusedBy, task)),
  )
  return state.phase.type === 'closing' || state.stoppedHandoffIds.includes(handoffId)
    ? andThen(answered, (current) => changeTask(current, taskId, { type: 'cancel', nowMs }, nowMs))
    : answered
}

export function canSteer({ settings }: ConversationState, target: Task): boolean {
  return settings.policy === 'steer' && settings.agent.canSteer && isBusyTask(target) && !target.isCancelling
}

export function steerTask(state: ConversationState, handoff: SavingHandoff, target: Task): ConversationStep {
  const { handoffId, envelope } = handoff
  const { taskId } = target
  const isTyped = isFromScreen(state, handoffId)
  const steered = isTyped ? state : withTask(state, { ...target, handoffId })
  const shown = step(
    steered,
    { type: 'show', event: { type: 'handoff', handoffId, taskId, envelope, disposition: 'steer' } },
    { type: 'steer-run', taskId, handoffId, text: envelope },
  )
  return andThen(shown, (current) =>
    answerCall(current, handoffId, isTyped ? typedNote(target) : steeredNote(target), 'begun'),
  )
}

function newTask(state: ConversationState, handoffId: string, input: string, envelope: string, nowMs: number): Task {
  return {
    taskId: `task_${handoffId}`,
    number: Object.keys(state.tasks).length + 1,
    ...{ handoffId, input, envelope, phase: 'accepted', acceptedAtMs: nowMs },
    ...{ deadlineAtMs: undefined, isCancelling: false, permissionIds: [], questionIds: [], resumeId: undefined },
    ...{ result: undefined, error: undefined },
  }
}
