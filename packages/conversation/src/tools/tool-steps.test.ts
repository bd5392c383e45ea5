import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { defaultInstructions } from '../startup/default-instructions.js'
import { asked, finished, handOver, speak } from '../testing/bench-moves.js'
import { createMachineBench } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { conversationTools } from './conversation-tools.js'
import { decodeTaskNumber } from './decode-task-number.js'
import { listMissedResults } from './missed-results.js'

let callCount = 0

/** The model calls a tool; the text that answers it. */
function call(bench: MachineBench, name: string, args: unknown, callId = `tool_${(callCount += 1)}`): string {
  const before = bench.calls.length
  bench.receive({ type: 'function_call', callId, itemId: 'i', name, arguments: JSON.stringify(args) })
  const answers = bench.calls.slice(before).flatMap((made) => (made.method === 'send' ? [made.event] : []))
  assert.ok(answers.length <= 1, 'one answer per call')
  const item: unknown = answers[0]?.['item']
  return typeof item === 'object' && item !== null && 'output' in item ? String(item.output) : ''
}

test('tasks: the voice model is offered the tools that a conversation answers', () => {
  assert.deepEqual(
    conversationTools.map(({ name }) => name),
    ['background_agent', 'task_status', 'cancel_task', 'remain_silent'],
  )
})

test('questions of agents: the tools and the instructions tell the model to hand the user’s answers over', () => {
  const delegation = conversationTools.find(({ name }) => name === 'background_agent')
  assert.match(delegation?.description ?? '', /call it with the user's answer, in the user's own words/)
  assert.match(defaultInstructions, /call background_agent with the answer in the user's own words/)
})

test('tasks: task_status tells from the ledger how each task stands, and asks for speech', () => {
  const bench = createMachineBench({ policy: 'queue' })
  assert.equal(call(bench, 'task_status', {}), 'There is no task yet.')
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  speak(bench, 'Accepted.')
  const before = asked(bench)
  bench.wait(45_000)
  const status = call(bench, 'task_status', {})
  assert.match(status, /Task 1 \(list the files\.\) is still running; it was accepted 45 seconds ago\./)
  assert.match(status, /Task 2 \(count the lines\.\) was accepted and waits for its turn/)
  assert.doesNotMatch(status, /finished|done/)
  assert.equal(asked(bench), before + 1)
})

test('tasks: task_status of one task, and of a number that nobody has', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  assert.match(call(bench, 'task_status', { task: 1 }), /Task 1 .* is still running/)
  assert.equal(call(bench, 'task_status', { task: 7 }), 'There is no task 7. The newest is task 1.')
  assert.match(call(bench, 'task_status', { task: 'the big one' }), /"the big one" is no number of a task/)
})

test('tasks: task_status calls nothing finished before its end is saved', () => {
  const bench = createMachineBench({}, 'by-hand')
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.match(call(bench, 'task_status', {}), /is just ending; its result is being saved/)
  bench.feed({ type: 'saved', recordId: 'task-ended:task_call_1' })
  assert.match(call(bench, 'task_status', {}), /Task 1 .* finished; its result is about to be told/)
})

test('deliveries: missed results are listed by task_status and by the conversation', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive({ type: 'noop_requested', callId: 'quiet_1', itemId: 'q1' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'completed' })
  const missed = listMissedResults(bench.state)
  assert.deepEqual(missed, [
    { deliveryId: 'task_call_1:result', taskId: 'task_call_1', number: 1, text: 'Three files.' },
  ])
  assert.match(call(bench, 'task_status', {}), /Not heard yet, of task 1: Three files\./)
  assert.match(call(bench, 'task_status', { task: 1 }), /the user has not heard its result\. Its result: Three files\./)
})

test('tasks: cancel_task ends the work that its number names, and claims no end before there is one', () => {
  const bench = createMachineBench({ policy: 'parallel' })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  assert.equal(call(bench, 'cancel_task', { task: 2 }), 'Task 2 is being cancelled. It has not stopped yet.')
  const cancelled = bench.effects.flatMap((effect) => (effect.type === 'cancel-run' ? [effect.taskId] : []))
  assert.deepEqual(cancelled, ['task_call_2'])
  assert.match(call(bench, 'task_status', { task: 2 }), /is being cancelled and has not stopped yet/)
  bench.feed({ type: 'run-event', taskId: 'task_call_2', event: { type: 'ended', outcome: 'cancelled' } })
  assert.match(call(bench, 'task_status', { task: 2 }), /was cancelled/)
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
})

test('tasks: cancel_task guesses nothing', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  assert.match(call(bench, 'cancel_task', { task: 9 }), /^Nothing was cancelled\. There is no task 9\./)
  assert.match(call(bench, 'cancel_task', {}), /^Nothing was cancelled: say the number/)
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.match(call(bench, 'cancel_task', { task: 1 }), /^Nothing was cancelled\. Task 1 .* finished/)
  assert.ok(!bench.effects.some(({ type }) => type === 'cancel-run'))
})

test('tasks: a tool call that comes twice is answered once', () => {
  const bench = createMachineBench()
  assert.notEqual(call(bench, 'task_status', {}, 'same'), '')
  assert.equal(call(bench, 'task_status', {}, 'same'), '')
})

test('tasks: no argument that a model may write makes the number of a task throw', () => {
  assert.deepEqual(decodeTaskNumber('{"task":"task 2"}'), { type: 'one', number: 2 })
  assert.deepEqual(decodeTaskNumber('{"task":2}'), { type: 'one', number: 2 })
  assert.deepEqual(decodeTaskNumber('{"task":null}'), { type: 'none-named' })
  assert.equal(decodeTaskNumber('[2]').type, 'unreadable')
  assert.equal(decodeTaskNumber('{"task":2.5}').type, 'unreadable')
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => decodeTaskNumber(text).type !== undefined))
})
