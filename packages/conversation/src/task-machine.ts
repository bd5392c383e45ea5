import type { RunEnded, RunOutcome } from './agent.js'

/** Where a task stands. The last four are end states: nothing moves them any more. */
export type TaskPhase = 'accepted' | 'running' | 'needs-approval' | 'needs-input' | RunOutcome

/** The work that a handoff started. */
export interface Task {
  readonly taskId: string
  /** What people call it: "task 1". Counts from 1 within the conversation. */
  readonly number: number
  /** The newest handoff that belongs to it; quicksilver files output under this one. */
  readonly handoffId: string
  readonly input: string
  readonly envelope: string
  readonly phase: TaskPhase
  readonly acceptedAtMs: number
  /** When a running task is timed out, or a cancelled one is given up. */
  readonly deadlineAtMs: number | undefined
  /** The user has asked for its end; it still runs until the run says that it ended. */
  readonly isCancelling: boolean
  /** Open permission requests, oldest first. */
  readonly permissionIds: readonly string[]
  /** Open questions that need the user's words, oldest first. */
  readonly questionIds: readonly string[]
  /** Under this id the agent can take the work up again after a crash; the newest that it has told. */
  readonly resumeId: string | undefined
  readonly result: string | undefined
  readonly error: string | undefined
}

export interface TaskLimits {
  readonly runMs: number
  /** How long a cancelled run may take to end. */
  readonly cancelMs: number
}

export type TaskInput =
  | { readonly type: 'started'; readonly nowMs: number }
  | { readonly type: 'permission-requested'; readonly permissionId: string }
  | { readonly type: 'permission-answered'; readonly permissionId: string }
  | { readonly type: 'input-needed'; readonly questionId: string }
  /** Or it is not needed any more. */
  | { readonly type: 'input-given'; readonly questionId: string }
  /** An earlier process had begun it, and its agent goes on with it. */
  | { readonly type: 'resumed'; readonly nowMs: number }
  | { readonly type: 'cancel'; readonly nowMs: number }
  | { readonly type: 'ended'; readonly ended: RunEnded }
  /** The run gives no sign of life any more. */
  | { readonly type: 'lost'; readonly silentMs: number }
  | { readonly type: 'tick'; readonly nowMs: number }

export type TaskOutput = 'start-run' | 'resume-run' | 'cancel-run' | 'ended'

export interface TaskStep {
  readonly task: Task
  readonly outputs: readonly TaskOutput[]
}

export function stepTask(task: Task, input: TaskInput, limits: TaskLimits): TaskStep {
  if (!isOpenTask(task)) return { task, outputs: [] }
  switch (input.type) {
    case 'started':
      return run(task, input.nowMs + limits.runMs, 'start-run')
    case 'resumed':
      return run(task, input.nowMs + limits.runMs, 'resume-run')
    case 'permission-requested':
      return wait(task, { permissionIds: [...task.permissionIds, input.permissionId] })
    case 'permission-answered':
      return wait(task, { permissionIds: task.permissionIds.filter((id) => id !== input.permissionId) })
    case 'input-needed':
      return wait(task, { questionIds: [...task.questionIds, input.questionId] })
    case 'input-given':
      return wait(task, { questionIds: task.questionIds.filter((id) => id !== input.questionId) })
    case 'cancel':
      return cancel(task, input.nowMs + limits.cancelMs)
    case 'ended':
      return end(task, input.ended)
    case 'lost':
      return stop(task, `It gave no sign of life for ${toSeconds(input.silentMs)} seconds and was stopped.`)
    case 'tick':
      return task.deadlineAtMs !== undefined && input.nowMs >= task.deadlineAtMs
        ? giveUp(task, limits)
        : { task, outputs: [] }
  }
}

export function isOpenTask(task: Task): boolean {
  return task.phase === 'accepted' || isBusyTask(task)
}

/** A run exists. */
export function isBusyTask(task: Task): boolean {
  return task.phase === 'running' || isWaitingTask(task)
}

/** It waits for the user. */
export function isWaitingTask({ phase }: Task): boolean {
  return phase === 'needs-approval' || phase === 'needs-input'
}

function run(task: Task, deadlineAtMs: number, output: 'start-run' | 'resume-run'): TaskStep {
  if (task.phase !== 'accepted') return { task, outputs: [] }
  return { task: { ...task, phase: 'running', deadlineAtMs }, outputs: [output] }
}

/** Where it waits for both, the permission is what is told. */
function wait(task: Task, waits: Partial<Pick<Task, 'permissionIds' | 'questionIds'>>): TaskStep {
  if (!isBusyTask(task)) return { task, outputs: [] }
  const { permissionIds, questionIds } = { ...task, ...waits }
  const phase = permissionIds.length > 0 ? 'needs-approval' : questionIds.length > 0 ? 'needs-input' : 'running'
  return { task: { ...task, permissionIds, questionIds, phase }, outputs: [] }
}

function cancel(task: Task, deadlineAtMs: number): TaskStep {
  if (task.phase === 'accepted') return end({ ...task, isCancelling: true }, { type: 'ended', outcome: 'cancelled' })
  if (task.isCancelling) return { task, outputs: [] }
  return { task: { ...task, isCancelling: true, deadlineAtMs }, outputs: ['cancel-run'] }
}

function end(task: Task, ended: RunEnded): TaskStep {
  const error = ended.outcome === 'finished' ? undefined : ended.error
  return {
    task: {
      ...task,
      phase: ended.outcome,
      deadlineAtMs: undefined,
      permissionIds: [],
      questionIds: [],
      result: ended.result,
      error,
    },
    outputs: ['ended'],
  }
}

/** Past its limit a task ends whether its run answers or not; what the run says later changes nothing. */
function giveUp(task: Task, limits: TaskLimits): TaskStep {
  if (task.isCancelling) {
    return end(task, { type: 'ended', outcome: 'failed', error: 'It did not stop when it was cancelled.' })
  }
  return stop(task, `It took longer than its limit of ${toSeconds(limits.runMs)} seconds and was stopped.`)
}

function stop(task: Task, error: string): TaskStep {
  if (!isBusyTask(task)) return { task, outputs: [] }
  const { task: ended } = end(task, { type: 'ended', outcome: 'timed-out', error })
  return { task: ended, outputs: ['cancel-run', 'ended'] }
}

const toSeconds = (ms: number): number => Math.round(ms / 1000)
