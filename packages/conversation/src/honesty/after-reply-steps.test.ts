import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interruptDeliveries } from '../delivery-steps.js'
import { asked, deliveryPhases, finished, handOver, speak } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

const corrections = (bench: MachineBench) =>
  bench.shown.flatMap((event) => (event.type === 'correction' ? [event.text] : []))

test('deliveries: a voice that calls an open task finished is corrected, and says so once', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  const before = asked(bench)
  speak(bench, 'Sure. It is done.')
  assert.deepEqual(corrections(bench), [
    'Correction: Task 1 is not finished: it is still running. It was wrong to say otherwise.',
  ])
  assert.match(JSON.stringify(bench.calls), /\[BACKEND\] Correction: Task 1 is not finished/)
  assert.equal(asked(bench), before + 1)
  speak(bench, 'I am sorry, it is not finished yet.', 'r2', 'i2')
  assert.equal(corrections(bench).length, 1)
  assert.equal(asked(bench), before + 1)
})

test('deliveries: an honest acknowledgement gets no correction', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, "I have passed it on. I'll tell you when it's done.")
  assert.deepEqual(corrections(bench), [])
})

test('deliveries: a result that is told is no false claim', () => {
  const bench = createMachineBench({ policy: 'parallel' })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('It is done.') })
  speak(bench, 'It is done.', 'r2', 'i2')
  assert.deepEqual(corrections(bench), [])
  speak(bench, 'Task 2 is done as well.', 'r3', 'i3')
  assert.match(corrections(bench).join(), /Task 2 is not finished/)
})

test('deliveries: a model that claims again and again is corrected a few times and then let be', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  for (let count = 0; count < 10; count++) speak(bench, 'It is done.', `r_${count}`, `i_${count}`)
  assert.equal(corrections(bench).length, 3)
})

test('deliveries: a claim on quicksilver is corrected by a note to the handoff', () => {
  const bench = createMachineBench({ dialect: 'quicksilver' })
  handOver(bench, 'call_1', 'list the files')
  bench.receive(audioEvent('i1', 300))
  bench.receive({ type: 'output_transcript_done', text: 'All done.', itemId: 'i1' })
  bench.wait(1500)
  assert.equal(corrections(bench).length, 1)
  assert.match(JSON.stringify(bench.calls.at(-1)), /appendHandoff.*not finished/)
})

test('deliveries: a claim about a task whose end is not saved yet is still too early', () => {
  const bench = createMachineBench({}, 'by-hand')
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  speak(bench, 'The task is finished.')
  assert.equal(corrections(bench).length, 1)
})

/** A result that was cut off in its first response and waits to be offered again. */
function cutResult(): MachineBench {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('There are three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('i2', 100))
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u2' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled' })
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u2' })
  assert.equal(deliveryPhases(bench).at(-1), 'pending')
  return bench
}

test('deliveries: a result that the voice has told by itself is not said twice', () => {
  const bench = cutResult()
  const before = asked(bench)
  speak(bench, 'As I said: three files.', 'r_vad', 'i_vad')
  bench.wait(1000)
  assert.equal(deliveryPhases(bench).at(-1), 'spoken')
  assert.equal(asked(bench), before)
  bench.feed({ type: 'played', itemId: 'i_vad', playedMs: 500 })
  assert.equal(deliveryPhases(bench).at(-1), 'heard')
})

test('deliveries: a result of which other speech tells something else is offered again', () => {
  const bench = cutResult()
  const before = asked(bench)
  speak(bench, 'Yes, I can hear you.', 'r_vad', 'i_vad')
  bench.wait(1000)
  assert.equal(asked(bench), before + 1)
})

test('deliveries: speech that is stopped in the ear gives its result back, unless it was heard already', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('There are three files.') })
  speak(bench, 'There are three files.', 'r2', 'i2')
  const interrupted = interruptDeliveries(bench.state, 'i2', bench.nowMs)
  assert.equal(interrupted.state.deliveries['task_call_1:result']?.phase, 'pending')
  assert.equal(interrupted.state.queue.wanted.length, 1)
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 500 })
  assert.equal(interruptDeliveries(bench.state, 'i2', bench.nowMs).effects.length, 0)
})

test('response queue: a wanted answer whose response failed without a word is asked for again, then visibly given up', () => {
  const bench = createMachineBench()
  bench.feed({ type: 'user-text', text: 'hello' })
  for (const responseId of ['r1', 'r2', 'r3']) {
    bench.receive({ type: 'response_created', responseId })
    bench.receive({ type: 'response_done', responseId, status: 'failed' })
    bench.wait(1000)
  }
  assert.equal(asked(bench), 3)
  const errors = bench.shown.flatMap((event) => (event.type === 'error' ? [event.message] : []))
  assert.match(errors.join(), /failed 3 times to say something that was wanted \(text\)/)
})

test('response queue: an answer that the user talks over before its first word gives way to the next one', () => {
  const bench = createMachineBench()
  bench.feed({ type: 'user-text', text: 'hello' })
  bench.receive({ type: 'response_created', responseId: 'r1' })
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.receive({ type: 'response_done', responseId: 'r1', status: 'cancelled' })
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.wait(5000)
  assert.equal(asked(bench), 1)
})

test('deliveries: a result that another response told while the request for it was refused is not said again', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('There are seven files.') })
  const before = asked(bench)
  bench.receive({ type: 'response_created', responseId: 'r_other' })
  bench.receive({
    ...{ type: 'error', message: 'busy', code: 'conversation_already_has_active_response', fatal: false },
    eventId: `parley_response_${before}`,
  })
  bench.receive(audioEvent('i_other', 500))
  bench.receive({ type: 'output_transcript_done', text: 'There are seven files.', itemId: 'i_other' })
  bench.receive({ type: 'response_done', responseId: 'r_other', status: 'completed' })
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'spoken'])
  bench.wait(1000)
  assert.equal(asked(bench), before)
})

test('deliveries: what was cut off is asked for again when the server had a moment to answer the words by itself', () => {
  const bench = createMachineBench({ player: { isReporting: true, canResume: false } })
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('There are seven files.') })
  speak(bench, 'There are seven files.', 'r2', 'i2')
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 200 })
  const before = asked(bench)
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.wait(900)
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.wait(400)
  bench.receive({ type: 'input_transcript_done', text: 'how many lines are there', itemId: 'u1' })
  assert.equal(asked(bench), before)
  bench.wait(300)
  assert.equal(asked(bench), before + 1)
})
