import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBusyTask, isOpenTask, stepTask } from './task-machine.js'
import type { Task, TaskInput, TaskPhase } from './task-machine.js'

const limits = { runMs: 60_000, cancelMs: 1000 }
const accepted: Task = {
  ...{ taskId: 'task_1', number: 1, handoffId: 'call_1', input: 'list', envelope: '<e>', phase: 'accepted' },
  ...{ acceptedAtMs: 0, deadlineAtMs: undefined, isCancelling: false, permissionIds: [] },
  ...{ questionIds: [], resumeId: undefined },
  ...{ result: undefined, error: undefined },
}
const started = { type: 'started', nowMs: 0 } as const
const asks = (permissionId: string) => ({ type: 'permission-requested', permissionId }) as const
const answers = (permissionId: string) => ({ type: 'permission-answered', permissionId }) as const
const finished = { type: 'ended', ended: { type: 'ended', outcome: 'finished', result: 'three files' } } as const

function run(...inputs: readonly TaskInput[]) {
  let task = accepted
  let outputs: readonly string[] = []
  for (const input of inputs) {
    const step = stepTask(task, input, limits)
    task = step.task
    outputs = [...outputs, ...step.outputs]
  }
  return { task, outputs }
}

test('task: accepted → running → finished, with its result', () => {
  const { task, outputs } = run(started, finished)
  assert.equal(task.phase, 'finished')
  assert.equal(task.result, 'three files')
  assert.deepEqual(outputs, ['start-run', 'ended'])
})

test('task: a permission request parks it until the last one is answered', () => {
  assert.equal(run(started, asks('p1'), asks('p2')).task.phase, 'needs-approval')
  assert.equal(run(started, asks('p1'), asks('p2'), answers('p1')).task.phase, 'needs-approval')
  assert.equal(run(started, asks('p1'), asks('p2'), answers('p1'), answers('p2')).task.phase, 'running')
  assert.equal(run(started, asks('p1'), finished).task.phase, 'finished')
})

test('task: what has not started is cancelled at once', () => {
  const { task, outputs } = run({ type: 'cancel', nowMs: 0 })
  assert.equal(task.phase, 'cancelled')
  assert.deepEqual(outputs, ['ended'])
})

test('task: a running one counts as cancelled when its run has ended, not when that was asked for', () => {
  const asked = run(started, { type: 'cancel', nowMs: 5 }, { type: 'cancel', nowMs: 6 })
  assert.equal(asked.task.phase, 'running')
  assert.deepEqual(asked.outputs, ['start-run', 'cancel-run'])
  const cancelled = { type: 'ended', ended: { type: 'ended', outcome: 'cancelled' } } as const
  assert.equal(run(started, { type: 'cancel', nowMs: 5 }, cancelled).task.phase, 'cancelled')
  assert.equal(run(started, { type: 'cancel', nowMs: 5 }, finished).task.phase, 'finished')
})

test('task: one that cannot be stopped ends as failed and says so', () => {
  const { task } = run(started, { type: 'cancel', nowMs: 5 }, { type: 'tick', nowMs: 1005 })
  assert.equal(task.phase, 'failed')
  assert.match(task.error ?? '', /did not stop/)
})

test('task: past its limit it is timed out and its run is stopped', () => {
  assert.equal(run(started, { type: 'tick', nowMs: 59_999 }).task.phase, 'running')
  const { task, outputs } = run(started, { type: 'tick', nowMs: 60_000 })
  assert.equal(task.phase, 'timed-out')
  assert.match(task.error ?? '', /60 seconds/)
  assert.deepEqual(outputs, ['start-run', 'cancel-run', 'ended'])
})

test('task: an end state never moves', () => {
  const inputs = [started, asks('p1'), answers('p1'), finished, { type: 'cancel', nowMs: 1 }] as const
  for (const phase of ['finished', 'failed', 'cancelled', 'timed-out'] satisfies TaskPhase[]) {
    const ended: Task = { ...accepted, phase }
    assert.equal(isOpenTask(ended) || isBusyTask(ended), false)
    for (const input of [...inputs, { type: 'tick', nowMs: 1e9 } as const]) {
      assert.deepEqual(stepTask(ended, input, limits), { task: ended, outputs: [] })
    }
  }
})
