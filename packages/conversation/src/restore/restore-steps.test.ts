import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findReplayDifferences, replayInputs } from '../conversation-log.js'
import type { JournalRecord } from '../journal.js'
import { asked, deliveryPhases, finished, handOver, speak } from '../testing/bench-moves.js'
import { benchSettings, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { decodeRecording } from '../replay/decode-recording.js'
import { encodeRecording } from '../replay/create-recorder.js'
import { restoreConversation } from './restore-conversation.js'

const savedBy = (bench: MachineBench): readonly JournalRecord[] =>
  bench.effects.flatMap((effect) => (effect.type === 'save' ? [effect.record] : []))

/** The same records, another process. */
function restart(before: MachineBench, saves: 'at-once' | 'by-hand' = 'at-once'): MachineBench {
  const bench = createMachineBench({}, saves)
  bench.feed({ type: 'restored', restored: restoreConversation(savedBy(before)) })
  return bench
}

const INTERRUPTED = 'Task 1 was interrupted when the program stopped; it did not finish.'

test('tasks: what ran when the program stopped ends as failed, saved before anybody is told', () => {
  const before = createMachineBench()
  handOver(before, 'call_1', 'list the files')
  const bench = restart(before, 'by-hand')
  assert.deepEqual(
    savedBy(bench).map(({ recordId }) => recordId),
    ['task-ended:task_call_1'],
  )
  assert.equal(bench.shown.length, 0)
  assert.doesNotMatch(JSON.stringify(bench.calls), /interrupted/)
  bench.feed({ type: 'saved', recordId: 'task-ended:task_call_1' })
  assert.deepEqual(bench.shown[0], {
    ...{ type: 'task', taskId: 'task_call_1', number: 1, phase: 'failed', result: undefined, error: INTERRUPTED },
  })
  assert.ok(JSON.stringify(bench.calls).includes(INTERRUPTED))
  assert.equal(bench.effects.filter(({ type }) => type === 'start-run').length, 0)
})

test('tasks: an interrupted task has one end, however often the program stops', () => {
  const before = createMachineBench()
  handOver(before, 'call_1', 'list the files')
  const second = restart(before)
  const records = [...savedBy(before), ...savedBy(second)]
  const third = createMachineBench()
  third.feed({ type: 'restored', restored: restoreConversation(records) })
  assert.equal(savedBy(third).filter(({ kind }) => kind === 'task-ended').length, 0)
  assert.equal(third.state.tasks['task_call_1']?.error, INTERRUPTED)
})

test('tasks: a call that is known from before starts nothing again, and numbers go on', () => {
  const before = createMachineBench()
  handOver(before, 'call_1', 'list the files')
  const bench = restart(before)
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.receive(handoffEvent('call_2', 'list the files'))
  const started = bench.effects.flatMap((effect) => (effect.type === 'start-run' ? [effect.task.taskId] : []))
  assert.deepEqual(started, ['task_call_2'])
  assert.equal(bench.state.tasks['task_call_2']?.number, 2)
})

test('tasks: a new quicksilver session counts its handoffs from one and takes none for an earlier one', () => {
  const before = createMachineBench({ dialect: 'quicksilver' })
  before.receive(handoffEvent('handoff_1', 'list the files'))
  const records = [...savedBy(before)]
  for (const count of [1, 2]) {
    const bench = createMachineBench({ dialect: 'quicksilver' })
    bench.feed({ type: 'restored', restored: restoreConversation(records) })
    bench.receive(handoffEvent('handoff_1', `count the lines of file ${count}`))
    const runs = bench.effects.filter(({ type }) => type === 'start-run')
    assert.equal(runs.length, 1, `restart ${count}`)
    bench.feed({ type: 'run-event', taskId: `task_session${count}:handoff_1`, event: finished('Ten lines.') })
    const answers = bench.calls.flatMap((call) => (call.method === 'finishHandoff' ? [call.handoffId] : []))
    assert.equal(answers.at(-1), 'handoff_1')
    assert.equal(Object.keys(bench.state.tasks).length, count + 1)
    records.push(...savedBy(bench))
  }
})

test('deliveries: a result that was not heard is offered after a restart, and says if it may be a repetition', () => {
  const before = createMachineBench()
  handOver(before, 'call_1', 'list the files')
  speak(before, 'Accepted.')
  before.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  speak(before, 'Three files.', 'r2', 'i2')
  const bench = restart(before)
  assert.equal(asked(bench), 1)
  assert.match(
    JSON.stringify(bench.calls),
    /A part of this may have been heard before the program stopped\. Three files\./,
  )
  speak(bench, 'Three files.', 'r3', 'i3')
  bench.feed({ type: 'played', itemId: 'i3', playedMs: 500 })
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'spoken', 'heard'])
})

test('deliveries: a result that nobody has begun to tell is told after a restart as it is', () => {
  const before = createMachineBench({}, 'by-hand')
  handOver(before, 'call_1', 'list the files')
  before.feed({ type: 'saved', recordId: 'handoff:call_1' })
  before.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  const bench = restart(before)
  assert.match(JSON.stringify(bench.calls), /Three files\./)
  assert.doesNotMatch(JSON.stringify(bench.calls), /may have been heard/)
})

test('deliveries: a result that was heard is not offered again after a restart', () => {
  const before = createMachineBench()
  handOver(before, 'call_1', 'list the files')
  speak(before, 'Accepted.')
  before.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  speak(before, 'Three files.', 'r2', 'i2')
  before.feed({ type: 'played', itemId: 'i2', playedMs: 500 })
  const bench = restart(before)
  assert.deepEqual([asked(bench), bench.calls.length], [0, 0])
  assert.equal(bench.state.deliveries['task_call_1:result']?.phase, 'heard')
  assert.deepEqual(
    bench.shown.map(({ type }) => type),
    ['task'],
  )
})

test('deliveries: an end that an agent has called cancelled by itself is told after a restart', () => {
  const before = createMachineBench({}, 'by-hand')
  handOver(before, 'call_1', 'list the files')
  before.feed({ type: 'saved', recordId: 'handoff:call_1' })
  before.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'ended', outcome: 'cancelled' } })
  assert.match(JSON.stringify(restart(before).calls), /Task 1 was cancelled\./)
})

test('record and replay: a restarted conversation replays from its inputs alone', () => {
  const before = createMachineBench()
  handOver(before, 'call_1', 'list the files')
  const bench = restart(before)
  speak(bench, 'It was interrupted.', 'r2', 'i2')
  handOver(bench, 'call_2', 'count the lines')
  const recording = replayInputs(benchSettings, bench.inputs)
  assert.deepEqual(
    recording.flatMap(({ effects }) => effects.map(({ type }) => type)).toSorted(),
    bench.effects.map(({ type }) => type).toSorted(),
  )
  const { steps } = decodeRecording(encodeRecording({ settings: benchSettings, steps: recording }), 'x')
  assert.deepEqual(findReplayDifferences(benchSettings, steps), [])
})
