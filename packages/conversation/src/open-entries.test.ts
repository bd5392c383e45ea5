import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listOpenDeliveries, listOpenHandoffs, listOpenTasks } from './open-entries.js'
import { finished, handOver } from './testing/bench-moves.js'
import { audioEvent, createMachineBench } from './testing/machine-bench.js'

test('open entries: what has ended is left out, in the order of its beginning', () => {
  const bench = createMachineBench({ policy: 'parallel' })
  for (const callId of ['call_1', 'call_2', 'call_3']) handOver(bench, callId, `do ${callId}`)
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('seven') })
  const { tasks, handoffs, deliveries } = bench.state
  assert.deepEqual(
    listOpenTasks(tasks).map(({ number }) => number),
    [2, 3],
  )
  assert.deepEqual(listOpenHandoffs(handoffs), [])
  assert.deepEqual(
    listOpenDeliveries(deliveries).map(({ deliveryId }) => deliveryId),
    ['task_call_1:result'],
  )
})

test('open entries: a step that ends and begins nothing looks through no task, however many there are', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'count the files')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('seven') })
  const before = bench.state
  const [tasks, handoffs] = [listOpenTasks(before.tasks), listOpenHandoffs(before.handoffs)]
  bench.receive(audioEvent('item_1', 20))
  assert.notEqual(bench.state, before)
  assert.equal(listOpenTasks(bench.state.tasks), tasks)
  assert.equal(listOpenHandoffs(bench.state.handoffs), handoffs)
})
