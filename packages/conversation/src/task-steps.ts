import type { AgentEvent, AgentTask, RunEnded } from './agent.js'
import type { TaskEvent } from './conversation-event.js'
import { andThen, forEach, step } from './conversation-state.js'
import type { ConversationState, ConversationStep, SavePurpose } from './conversation-state.js'
import { addDelivery } from './delivery-steps.js'
import type { RunRecord, TaskCancellingRecord } from './journal.js'
import { addProgressNote, dropProgressNote } from './note-steps.js'
import { withoutWatch, withSignOfLife } from './run-watch/watched-run.js'
import { noteEffects, sendEffects } from './send-effect.js'
import { shortHash } from './short-hash.js'
import { spokenText } from './spoken-text.js'
import { isBusyTask, isOpenTask, stepTask } from './task-machine.js'
import type { Task, TaskInput, TaskOutput } from './task-machine.js'
import { cancelledNote, endNote, interruptedNote, startedNote } from './task-notes.js'
import { listOpenDeliveries, listOpenTasks } from './open-entries.js'

/** One input to one task, with what follows from it. */
export function changeTask(
  state: ConversationState,
  taskId: string,
  input: TaskInput,
  nowMs: number,
): ConversationStep {
  const before = state.tasks[taskId]
  if (before === undefined) return step(state)
  const { runMs, cancelMs } = { runMs: state.settings.limits.taskMs, cancelMs: state.settings.limits.cancelMs }
  const { task, outputs } = stepTask(before, input, { runMs, cancelMs })
  if (task === before) return step(state)
  const isShown = task.phase !== before.phase && isOpenTask(task)
  const changed = step(withTask(state, task), ...(isShown ? [{ type: 'show', event: taskEvent(task) } as const] : []))
  const spoken = input.type === 'ended' && input.ended.outcome === 'finished' ? input.ended.spoken : undefined
  return forEach(outputs, changed, (current, output) => onTaskOutput(current, task, output, spoken, nowMs))
}

function onTaskOutput(
  state: ConversationState,
  task: Task,
  output: TaskOutput,
  spoken: string | undefined,
  nowMs: number,
): ConversationStep {
  const { taskId } = task
  switch (output) {
    case 'start-run':
      return step(state, { type: 'start-run', task: toAgentTask(state, task) })
    // By whoever restores it, with what that needs: see restore-steps.
    case 'resume-run':
      return step(state)
    case 'cancel-run':
      return andThen(saveCancelling(state, task, nowMs), (current) => step(current, { type: 'cancel-run', taskId }))
    case 'ended':
      return saveEnd(withoutWatch(dropProgressNote(state, taskId), taskId), task, spoken, nowMs)
  }
}

export function toAgentTask({ settings }: ConversationState, { taskId, envelope, input }: Task): AgentTask {
  const { workingDirectory } = settings
  return { taskId, envelope, input, ...(workingDirectory === undefined ? {} : { workingDirectory }) }
}

/** Work that the user has ended must not be taken up again by another process. */
function saveCancelling(state: ConversationState, task: Task, nowMs: number): ConversationStep {
  const { taskId, resumeId } = task
  if (!isBusyTask(task) || resumeId === undefined) return step(state)
  const recordId = `task-cancelling:${taskId}`
  return saveFact(state, { kind: 'task-cancelling', version: 1, recordId, atMs: nowMs, taskId })
}

/** The end is durable before anybody is told of it. */
function saveEnd(state: ConversationState, task: Task, spoken: string | undefined, nowMs: number): ConversationStep {
  const { taskId, isCancelling } = task
  const ended = toRunEnded(task, spoken)
  const isAsked = ended.outcome === 'cancelled' && isCancelling
  const isOnlyTask = !hasOtherNews(state, taskId)
  const note = isAsked ? cancelledNote(task) : endNote(task, ended, isOnlyTask)
  return saveEndAs(state, taskId, ended, { note, isSpoken: !isAsked }, nowMs)
}

/** The run died with the process that had started it. */
export function interruptTask(state: ConversationState, task: Task, nowMs: number): ConversationStep {
  const note = interruptedNote(task)
  const ended: RunEnded = { type: 'ended', outcome: 'failed', error: note }
  const failed = withTask(state, { ...task, phase: 'failed', error: note })
  return saveEndAs(failed, task.taskId, ended, { note, isSpoken: true }, nowMs)
}

function saveEndAs(
  state: ConversationState,
  taskId: string,
  ended: RunEnded,
  { note, isSpoken }: { readonly note: string; readonly isSpoken: boolean },
  nowMs: number,
): ConversationStep {
  const { result, outcome } = ended
  const error = ended.outcome === 'finished' ? undefined : ended.error
  const recordId = `task-ended:${taskId}`
  const purpose: SavePurpose = { type: 'task-ended', taskId, note, isSpoken }
  return step(
    { ...state, saving: { ...state.saving, [recordId]: purpose } },
    {
      type: 'save',
      record: {
        kind: 'task-ended',
        recordId,
        atMs: nowMs,
        taskId,
        outcome,
        ...(result === undefined ? {} : { result }),
        ...(error === undefined ? {} : { error }),
        ...(isSpoken ? { note } : {}),
      },
    },
  )
}

/** Another task runs or has a result that was not said yet, so that people must be told which one ended. */
function hasOtherNews({ tasks, deliveries, saving }: ConversationState, taskId: string): boolean {
  return (
    listOpenTasks(tasks).some((task) => task.taskId !== taskId) ||
    Object.values(saving).some((purpose) => purpose.type === 'task-ended' && purpose.taskId !== taskId) ||
    listOpenDeliveries(deliveries).some(
      ({ taskId: about, kind, phase }) =>
        about !== taskId && kind !== 'speech' && (phase === 'pending' || phase === 'sent'),
    )
  )
}

/** The end is saved: it is shown, and told to the voice; what the user has cancelled is only noted. */
export function announceEnd(
  state: ConversationState,
  purpose: Extract<SavePurpose, { type: 'task-ended' }>,
  nowMs: number,
): ConversationStep {
  const { taskId, note, isSpoken } = purpose
  const task = state.tasks[taskId]
  if (task === undefined) return step(state)
  const shown = step(state, { type: 'show', event: taskEvent(task) })
  if (isSpoken) return andThen(shown, (current) => addDelivery(current, taskId, 'result', note, nowMs))
  return andThen(shown, (current) =>
    step(
      current,
      ...(current.settings.dialect === 'quicksilver'
        ? sendEffects(current, { method: 'finishHandoff', handoffId: task.handoffId, text: note })
        : noteEffects(current, note)),
    ),
  )
}

/** Starts what may run now, oldest first. */
export function scheduleTasks(state: ConversationState, nowMs: number): ConversationStep {
  const tasks = listOpenTasks(state.tasks)
  const room = parallelLimit(state) - tasks.filter(isBusyTask).length
  const next = tasks.filter(({ phase }) => phase === 'accepted').slice(0, Math.max(0, room))
  return forEach(next, step(state), (current, { taskId }) =>
    andThen(changeTask(current, taskId, { type: 'started', nowMs }, nowMs), (running) =>
      noteStart(addProgressNote(withSignOfLife(running, taskId, nowMs), taskId, '', nowMs), taskId, nowMs),
    ),
  )
}

/** The model was told that it waits; now it is told that it does not. Quicksilver would say it aloud. */
function noteStart(state: ConversationState, taskId: string, nowMs: number): ConversationStep {
  const task = state.tasks[taskId]
  if (task === undefined || task.acceptedAtMs === nowMs || state.settings.dialect !== 'realtime') return step(state)
  return step(state, ...noteEffects(state, startedNote(task)))
}

export function parallelLimit({ settings }: ConversationState): number {
  return settings.policy === 'parallel' ? Math.max(1, settings.maxParallel) : 1
}

export function onRunEvent(
  state: ConversationState,
  taskId: string,
  event: AgentEvent,
  nowMs: number,
): ConversationStep {
  const task = state.tasks[taskId]
  if (task === undefined || !isBusyTask(task)) return step(state)
  return onSign(withSignOfLife(state, taskId, nowMs), task, event, nowMs)
}

function onSign(state: ConversationState, task: Task, event: AgentEvent, nowMs: number): ConversationStep {
  const { taskId } = task
  switch (event.type) {
    case 'ended':
      return changeTask(state, taskId, { type: 'ended', ended: event }, nowMs)
    case 'update':
      return onUpdate(state, taskId, event, nowMs)
    case 'resumable':
      return onResumable(state, task, event.resumeId, nowMs)
    // Asked and answered elsewhere: see `run-event-steps.ts`.
    case 'permission-requested':
    case 'permission-withdrawn':
    case 'needs-input':
    case 'input-withdrawn':
      return step(state)
    default:
      return step(state, { type: 'show', event: { type: 'activity', taskId, activity: event } })
  }
}

/** The newest id is durable, so that another process can go on with the work. Not with work that shall end. */
function onResumable(state: ConversationState, task: Task, resumeId: string, nowMs: number): ConversationStep {
  if (task.resumeId === resumeId || task.isCancelling) return step(state)
  const { taskId } = task
  const recordId = `run:${taskId}:${shortHash(`${nowMs} ${resumeId}`)}`
  return saveFact(withTask(state, { ...task, resumeId }), {
    ...{ kind: 'run', version: 1, recordId, atMs: nowMs, taskId, resumeId, agent: state.settings.agent.name },
  })
}

/** A record that nothing waits for. */
function saveFact(state: ConversationState, record: RunRecord | TaskCancellingRecord): ConversationStep {
  const saving = { ...state.saving, [record.recordId]: { type: 'fact' } as const }
  return step({ ...state, saving }, { type: 'save', record })
}

function onUpdate(
  state: ConversationState,
  taskId: string,
  { text, channel }: Extract<AgentEvent, { type: 'update' }>,
  nowMs: number,
): ConversationStep {
  const shown = step(state, { type: 'show', event: { type: 'update', taskId, text } })
  const words = spokenText(text)
  if (words === '') return shown
  return andThen(shown, (current) =>
    channel === 'speakable'
      ? addDelivery(current, taskId, 'update', words, nowMs)
      : step(addProgressNote(current, taskId, text, nowMs)),
  )
}

export function withTask(state: ConversationState, task: Task): ConversationState {
  return { ...state, tasks: { ...state.tasks, [task.taskId]: task } }
}

export function taskEvent({ taskId, number, phase, result, error }: Task): TaskEvent {
  switch (phase) {
    case 'accepted':
    case 'running':
    case 'needs-approval':
    case 'needs-input':
      return { type: 'task', taskId, number, phase }
    default:
      return { type: 'task', taskId, number, phase, result, error }
  }
}

function toRunEnded({ phase, result, error }: Task, spoken: string | undefined): RunEnded {
  if (phase === 'finished') {
    const said = spoken === undefined ? {} : { spoken }
    return { type: 'ended', outcome: 'finished', result: result ?? '', ...said }
  }
  const outcome = phase === 'timed-out' || phase === 'cancelled' ? phase : 'failed'
  const words = result === undefined ? {} : { result }
  return { type: 'ended', outcome, ...words, ...(error === undefined ? {} : { error }) }
}
