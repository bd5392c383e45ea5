import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JournalRecord } from '../journal.js'
import { finished, handOver, speak } from '../testing/bench-moves.js'
import { createMachineBench } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { restoreConversation } from './restore-conversation.js'

const savedBy = (bench: MachineBench): readonly JournalRecord[] =>
  bench.effects.flatMap((effect) => (effect.type === 'save' ? [effect.record] : []))

test('tasks: the records of any moment give back every accepted task and its end', () => {
  const bench = createMachineBench({ policy: 'parallel' })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'ended', outcome: 'failed', error: 'No.' } })
  const { tasks } = restoreConversation(savedBy(bench))
  assert.deepEqual(
    tasks.map(({ taskId, number, input, phase, error }) => [taskId, number, input, phase, error]),
    [
      ['task_call_1', 1, 'list the files', 'failed', 'No.'],
      ['task_call_2', 2, 'count the lines', 'accepted', undefined],
    ],
  )
})

test('deliveries: a result that was not heard is pending again after a restart, in the same words', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('There are **three** files.') })
  const sent = restoreConversation(savedBy(bench))
  assert.deepEqual(
    sent.deliveries.map(({ phase, text, isInConversation }) => [phase, text, isInConversation]),
    [['pending', 'There are three files.', false]],
  )
  assert.deepEqual(sent.begunDeliveryIds, ['task_call_1:result'])
  speak(bench, 'There are three files.', 'r2', 'i2')
  assert.equal(restoreConversation(savedBy(bench)).deliveries[0]?.phase, 'pending', 'spoken is not heard')
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 500 })
  const heard = restoreConversation(savedBy(bench))
  assert.equal(heard.deliveries[0]?.phase, 'heard')
  assert.deepEqual(heard.begunDeliveryIds, [])
})

test('deliveries: a crash between the end and its first delivery loses no result', () => {
  const bench = createMachineBench({}, 'by-hand')
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  const { deliveries, begunDeliveryIds } = restoreConversation(savedBy(bench))
  assert.deepEqual(
    deliveries.map(({ phase, text }) => [phase, text]),
    [['pending', 'Three files.']],
  )
  assert.deepEqual(begunDeliveryIds, [])
})

test('deliveries: what the user has cancelled is not told after a restart', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'cancel-task', taskId: 'task_call_1' })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'ended', outcome: 'cancelled' } })
  const { tasks, deliveries } = restoreConversation(savedBy(bench))
  assert.equal(tasks[0]?.phase, 'cancelled')
  assert.deepEqual(deliveries, [])
})

test('tasks: guidance of an open task is kept, and a request that became a task of its own is none', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'only the big ones')
  const steered = restoreConversation(savedBy(bench))
  assert.match(steered.guidance['task_call_1']?.[0] ?? '', /only the big ones/)
  assert.equal(steered.tasks.length, 1)
  bench.feed({ type: 'steer-failed', taskId: 'task_call_1', handoffId: 'call_2', error: 'ended' })
  const refused = restoreConversation(savedBy(bench))
  assert.deepEqual(refused.guidance, {})
  assert.deepEqual(
    refused.tasks.map(({ taskId, phase }) => [taskId, phase]),
    [
      ['task_call_1', 'accepted'],
      ['task_call_2', 'accepted'],
    ],
  )
  assert.deepEqual(
    refused.handoffs.map(({ handoffId }) => handoffId),
    ['call_1', 'call_2'],
  )
})
