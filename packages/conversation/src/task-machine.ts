import type { RunEnded, RunOutcome } from './agent.js'

/** Where a task stands. The last four are end states: nothing moves them any more. */
export type TaskPhase = 'accepted' | 'running' | 'needs-approval' | RunOutcome

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
  | { readonly type: 'cancel'; readonly nowMs: number }
  | { readonly type: 'ended'; readonly ended: RunEnded }
  /** The run gives no sign of life any more. */
  | { readonly type: 'lost'; readonly silentMs: number }
  | { readonly type: 'tick'; readonly nowMs: number }

export type TaskOutput = 'start-run' | 'cancel-run' | 'ended'

export interface TaskStep {
  readonly task: Task
  readonly outputs: readonly TaskOutput[]
}

export function stepTask(task: Task, input: TaskInput, limits: TaskLimits): TaskStep {
  if (!isOpenTask(task)) return { task, outputs: [] }
  switch (input.type) {
    case 'started':
      return task.phase === 'accepted'
        ? { task: { ...task, phase: 'running', deadlineAtMs: input.nowMs + limits.runMs }, outputs: ['start-run'] }
        : { task, outputs: [] }
    case 'permission-requested':
      return withPermissions(task, [...task.permissionIds, input.permissionId])
    case 'permission-answered':
      return withPermissions(
        task,
        task.permissionIds.filter((permissionId) => permissionId !== input.permissionId),
      )
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
  return task.phase === 'running' || task.phase === 'needs-approval'
}

function withPermissions(task: Task, permissionIds: readonly string[]): TaskStep {
  if (!isBusyTask(task)) return { task, outputs: [] }
  return {
    task: { ...task, permissionIds, phase: permissionIds.length > 0 ? 'needs-approval' : 'running' },
    outputs: [],
  }
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
