import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asked, deliveryPhases, finished, handOver, speak, typesOf } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

/** Two tasks run; the result of a third is being said. */
function talking(isReporting = true): MachineBench {
  const bench = createMachineBench({ policy: 'parallel', maxParallel: 3, player: { isReporting, canResume: true } })
  for (const number of [1, 2, 3]) handOver(bench, `call_${number}`, `request ${number}`)
  speak(bench, 'Accepted.')
  bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
  bench.feed({ type: 'run-event', taskId: 'task_call_3', event: finished('One two three.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('a2', 1000))
  bench.receive({ type: 'output_transcript_delta', delta: 'One two three', itemId: 'a2' })
  bench.feed({ type: 'played', itemId: 'a2', playedMs: 400 })
  return bench
}

/** The user says it over the assistant, and the server cancels its response. */
function sayOver(bench: MachineBench, text: string): void {
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled', statusReason: 'turn_detected' })
  bench.wait(800)
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive({ type: 'input_transcript_done', text, itemId: 'u1' })
}

const cancelledResponses = (bench: MachineBench) =>
  bench.calls.flatMap((call) => (call.method === 'cancelResponse' ? [call.responseId] : []))
const openTasks = (bench: MachineBench) =>
  Object.values(bench.state.tasks).filter(({ phase, isCancelling }) => phase === 'running' && !isCancelling).length

test('stops: stopping speech cuts the item where hearing stopped, cancels the response and touches no task', () => {
  const bench = talking()
  const effects = bench.feed({ type: 'stop-speaking' })
  assert.deepEqual(
    typesOf(effects).filter((type) => type !== 'set-timer'),
    ['stop-playback', 'show heard-until', 'send', 'send'],
  )
  assert.deepEqual(cancelledResponses(bench), ['r2'])
  assert.equal(openTasks(bench), 2)
})

test('stops: nothing is resumed after quiet was asked for', () => {
  const bench = talking()
  bench.feed({ type: 'stop-speaking' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled' })
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive({ type: 'input_transcript_done', text: 'mhm', itemId: 'u1' })
  assert.ok(!bench.effects.some(({ type }) => type === 'resume-playback'))
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
})

test('stops: the spoken stop ends speech, and what it cut off is missed instead of said again', () => {
  for (const isReporting of [true, false]) {
    const bench = talking(isReporting)
    sayOver(bench, 'Okay, stop talking please.')
    const before = asked(bench)
    bench.wait(5000)
    assert.equal(deliveryPhases(bench).at(-1), 'missed')
    assert.equal(asked(bench), before)
    assert.equal(openTasks(bench), 2, 'work goes on')
  }
})

test('stops: a result that had been said whole and was cut in the ear by the spoken stop is missed as well', () => {
  const bench = talking()
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'completed' })
  sayOver(bench, 'be quiet')
  bench.wait(5000)
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
})

test('stops: the server’s own answer to the spoken stop is cancelled, whether it came before the words or after', () => {
  const before = talking()
  before.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  before.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled', statusReason: 'turn_detected' })
  before.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  before.receive({ type: 'response_created', responseId: 'r_auto' })
  before.receive({ type: 'input_transcript_done', text: 'stop', itemId: 'u1' })
  assert.ok(cancelledResponses(before).includes('r_auto'))
  const after = talking()
  sayOver(after, 'stop')
  after.receive({ type: 'response_created', responseId: 'r_auto' })
  assert.ok(cancelledResponses(after).includes('r_auto'))
  for (const bench of [before, after]) assert.ok(!typesOf(bench.receive(audioEvent('auto', 100))).includes('play'))
})

test('stops: an answer that does not come in time belongs to something else and is played', () => {
  const bench = talking()
  sayOver(bench, 'stop')
  bench.wait(1500)
  bench.receive({ type: 'response_created', responseId: 'r_later' })
  assert.ok(typesOf(bench.receive(audioEvent('later', 100))).includes('play'))
})

test('stops: a handoff that the model makes of the spoken stop starts nothing and has its output', () => {
  const bench = talking()
  sayOver(bench, 'Stop talking.')
  const before = Object.keys(bench.state.tasks).length
  bench.receive(handoffEvent('call_stop', 'stop talking'))
  bench.wait(2000)
  assert.equal(Object.keys(bench.state.tasks).length, before)
  const output = bench.calls.find((call) => call.method === 'finishHandoff' && call.handoffId === 'call_stop')
  assert.ok(output?.method === 'finishHandoff')
  assert.equal(output.text, '')
})

test('stops: words about work are left to the model', () => {
  for (const text of ['stop the server', 'stop after the third file', 'do not stop', 'cancel task 1']) {
    const bench = talking()
    sayOver(bench, text)
    bench.receive({ type: 'response_created', responseId: 'r_auto' })
    assert.ok(typesOf(bench.receive(audioEvent('auto', 100))).includes('play'), text)
    assert.ok(!cancelledResponses(bench).includes('r_auto'), text)
  }
})

test('stops: cancelling a task ends work and no speech', () => {
  const bench = talking()
  const effects = bench.feed({ type: 'cancel-task', taskId: 'task_call_1' })
  assert.ok(typesOf(effects).includes('cancel-run'))
  assert.ok(!typesOf(effects).includes('stop-playback'))
  assert.deepEqual(cancelledResponses(bench), [])
})

test('stops: stopping all ends speech, every open task, requests that are being saved, and what was to be said', () => {
  const bench = createMachineBench({ policy: 'parallel', maxParallel: 5 }, 'by-hand')
  for (const number of [1, 2]) {
    bench.receive(handoffEvent(`call_${number}`, `request ${number}`))
    if (number === 1) bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  }
  bench.receive(audioEvent('a1', 500))
  bench.feed({ type: 'user-text', text: 'and another thing' })
  const effects = bench.feed({ type: 'stop-all' })
  assert.ok(typesOf(effects).includes('stop-playback'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_2' })
  const cancelled = bench.effects.flatMap((effect) => (effect.type === 'cancel-run' ? [effect.taskId] : []))
  assert.deepEqual(cancelled, ['task_call_1'])
  assert.equal(bench.state.tasks['task_call_2']?.phase, 'cancelled')
  assert.equal(bench.state.phase.type, 'open', 'the conversation goes on')
})

test('stops: a result that is stopped while it plays on after its response is missed, visibly, and not said again', () => {
  const bench = talking()
  bench.receive({ type: 'output_transcript_done', text: 'One two three.', itemId: 'a2' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'completed' })
  bench.feed({ type: 'played', itemId: 'a2', playedMs: 300 })
  const count = asked(bench)
  bench.feed({ type: 'stop-speaking' })
  bench.wait(10_000)
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
  assert.equal(asked(bench), count)
})
