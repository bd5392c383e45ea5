import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '../conversation-settings.js'
import { asked, deliveryPhases, finished, handOver, speak } from '../testing/bench-moves.js'
import { createMachineBench } from '../testing/machine-bench.js'
import { judgeRun, runWatchDeadline } from './run-watch-machine.js'

const limits = { quietRunMs: 60_000, lostRunMs: 900_000 }

test('tasks: a silent run is alive, then quiet once, then lost', () => {
  const watch = { lastSignAtMs: 1000, isTold: false }
  assert.equal(judgeRun(watch, 60_999, limits), 'alive')
  assert.equal(judgeRun(watch, 61_000, limits), 'quiet')
  assert.equal(judgeRun({ ...watch, isTold: true }, 61_000, limits), 'alive')
  assert.equal(judgeRun({ ...watch, isTold: true }, 901_000, limits), 'lost')
  assert.equal(runWatchDeadline(watch, limits), 61_000)
  assert.equal(runWatchDeadline({ ...watch, isTold: true }, limits), 901_000)
})

test('tasks: an agent that says nothing for long is told to be still at work, once per silence', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  const before = asked(bench)
  bench.wait(60_000)
  assert.match(JSON.stringify(bench.calls), /Task 1 is still running; its agent has said nothing for 60 seconds\./)
  assert.equal(asked(bench), before + 1)
  speak(bench, 'It is still running.', 'r2', 'i2')
  bench.wait(60_000)
  assert.equal(asked(bench), before + 1)
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'progress', text: 'x' } })
  bench.wait(60_000)
  assert.equal(asked(bench), before + 2)
})

test('tasks: an agent that hangs is stopped, and the voice says what happened', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.wait(60_000)
  speak(bench, 'Still at it.', 'r2', 'i2')
  bench.wait(840_000)
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'timed-out')
  assert.ok(bench.effects.some(({ type }) => type === 'cancel-run'))
  assert.match(JSON.stringify(bench.calls), /timed out\. It gave no sign of life for 900 seconds and was stopped\./)
  assert.deepEqual(bench.state.watches, {})
})

test('tasks: a task that waits for the user does not hang', () => {
  const bench = createMachineBench({ limits: { ...defaultLimits, quietRunMs: 10_000, lostRunMs: 20_000 } })
  handOver(bench, 'call_1', 'delete the files')
  const event = { type: 'permission-requested', permissionId: 'p1', toolKind: 'execute', title: 'rm' } as const
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event })
  bench.wait(30_000)
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'needs-approval')
})

test('tasks: a queued task is told to the model when it starts', () => {
  const bench = createMachineBench({ policy: 'queue' })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  assert.doesNotMatch(JSON.stringify(bench.calls), /has started/)
  bench.wait(1000)
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.match(JSON.stringify(bench.calls), /Task 2 has started; the agent is working on it\./)
})

test('deliveries: updates that pile up while the model speaks are merged into one', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  bench.receive({ type: 'response_created', responseId: 'busy' })
  const before = asked(bench)
  for (const text of ['First half.', 'Second half.', 'Third half.']) {
    bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'update', text, channel: 'speakable' } })
  }
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.receive({ type: 'response_done', responseId: 'busy', status: 'completed' })
  assert.equal(asked(bench), before)
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive({ type: 'input_transcript_done', text: 'hm', itemId: 'u1' })
  bench.wait(300)
  assert.equal(asked(bench), before + 1)
  assert.match(JSON.stringify(bench.calls), /First half\. Second half\. Third half\./)
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent'])
})

test('tasks: an update is shown in full and spoken short; one without words is only shown', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  const text = 'See `src/a.ts`:\n\n```js\nconst a = 1\n```\n\nIt **works**.'
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'update', text, channel: 'speakable' } })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'update', text: ' ', channel: 'speakable' } })
  const shown = bench.shown.flatMap((event) => (event.type === 'update' ? [event.text] : []))
  assert.deepEqual(shown, [text, ' '])
  assert.match(JSON.stringify(bench.calls), /\[BACKEND\] See a\.ts: It works\./)
  assert.doesNotMatch(JSON.stringify(bench.calls), /const a/)
})

test('tasks: a result of any length is spoken within its budget, its head and its tail kept', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  const result = `It begins here. ${'Many words stand between. '.repeat(2000)}It ends here.`
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished(result) })
  const text = bench.state.deliveries['task_call_1:result']?.text ?? ''
  assert.ok(text.length <= 4100, String(text.length))
  assert.match(text, /^It begins here\..*It ends here\.$/s)
  assert.equal(bench.state.tasks['task_call_1']?.result, result)
})
