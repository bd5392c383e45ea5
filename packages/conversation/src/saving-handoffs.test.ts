import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handOver } from './testing/bench-moves.js'
import { createMachineBench, handoffEvent } from './testing/machine-bench.js'

test('tasks: a near-duplicate that comes while the first is still being saved starts nothing', () => {
  const bench = createMachineBench({ policy: 'queue' }, 'by-hand')
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.receive(handoffEvent('call_2', 'Please list the files'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  assert.match(JSON.stringify(bench.calls), /already running as task 1/)
  assert.equal(bench.effects.filter(({ type }) => type === 'start-run').length, 1)
  assert.deepEqual(Object.keys(bench.state.tasks), ['task_call_1'])
})

test('tasks: a near-duplicate of a request that could not be saved is work of its own', () => {
  const bench = createMachineBench({ policy: 'queue' }, 'by-hand')
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.receive(handoffEvent('call_2', 'list the files'))
  bench.feed({ type: 'save-failed', recordId: 'handoff:call_1', error: 'full' })
  bench.feed({ type: 'saved', recordId: 'handoff:call_2' })
  assert.equal(bench.state.tasks['task_call_2']?.phase, 'running')
})

test('tasks: a second request steers the task whose own request is still being saved', () => {
  const bench = createMachineBench({}, 'by-hand')
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.receive(handoffEvent('call_2', 'only the big ones'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  bench.feed({ type: 'saved', recordId: 'handoff:call_2' })
  const steered = bench.effects.flatMap((effect) => (effect.type === 'steer-run' ? [effect.taskId] : []))
  assert.deepEqual(steered, ['task_call_1'])
  assert.match(JSON.stringify(bench.calls), /This was sent to steer the previous background agent task\./)
})

test('tasks: a request that was to steer and became a task of its own is saved as that', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'only the big ones')
  bench.feed({ type: 'steer-failed', taskId: 'task_call_1', handoffId: 'call_2', error: 'ended' })
  const saved = bench.effects.flatMap((effect) =>
    effect.type === 'save' && effect.record.kind === 'handoff'
      ? [[effect.record.recordId, effect.record.taskId, effect.record.disposition]]
      : [],
  )
  assert.deepEqual(saved.slice(1), [
    ['handoff:call_2', 'task_call_1', 'steer'],
    ['handoff:call_2:start', 'task_call_2', 'start'],
  ])
})
