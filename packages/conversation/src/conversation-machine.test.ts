import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asked, deliveryPhases, finished, handOver, speak, typesOf } from './testing/bench-moves.js'
import { audioEvent, createMachineBench, handoffEvent } from './testing/machine-bench.js'

test('delivery: the end is saved, then shown, then offered to the voice with one request', () => {
  const bench = createMachineBench({}, 'by-hand')
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  speak(bench, 'Accepted as task 1.')
  const ended = bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.deepEqual(typesOf(ended), ['save', 'set-timer'])
  const saved = bench.feed({ type: 'saved', recordId: 'task-ended:task_call_1' })
  assert.deepEqual(
    typesOf(saved).filter((type) => type !== 'save' && type !== 'set-timer'),
    [...['show task', 'show delivery', 'send', 'show delivery', 'send']],
  )
  const [item, request] = saved.flatMap((effect) => (effect.type === 'send' ? [effect.call] : []))
  assert.match(JSON.stringify(item), /"id":"parley_result_[0-9a-f]{8}".*\[BACKEND\] Three files\./)
  assert.equal(request?.method, 'createResponse')
})

test('delivery: pending → sent → spoken → heard, each shown and saved', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted as task 1.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  speak(bench, 'There are three files.', 'r2', 'i2')
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 500 })
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'spoken', 'heard'])
  const saved = bench.effects.flatMap((effect) =>
    effect.type === 'save' && effect.record.kind === 'delivery' ? [effect.record.phase] : [],
  )
  assert.deepEqual(saved, ['pending', 'sent', 'spoken', 'heard'])
  const replies = bench.shown.flatMap((event) => (event.type === 'reply' ? [event] : []))
  assert.deepEqual(
    replies.map(({ text, deliveries, audioMs }) => [text, deliveries, audioMs]),
    [
      ['Accepted as task 1.', [], 500],
      ['There are three files.', ['task_call_1'], 500],
    ],
  )
})

test('delivery: a player that is ahead of the last word has been heard all the same', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('i2', 500))
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 500 })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'completed' })
  assert.equal(deliveryPhases(bench).at(-1), 'heard')
})

test('delivery: a result that the user talks over is offered again, its text sent once', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('i2', 100))
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u2' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled', statusReason: 'turn_detected' })
  const before = asked(bench)
  bench.wait(100)
  assert.equal(asked(bench), before, 'not while the user speaks')
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u2' })
  bench.wait(300)
  assert.equal(asked(bench), before + 1)
  speak(bench, 'There are three files.', 'r3', 'i3')
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'pending', 'sent', 'spoken'])
  assert.equal(bench.calls.filter(({ method }) => method === 'send').length, 1)
})

test('delivery: silence chosen by the model misses the result instead of forcing it', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive({ type: 'noop_requested', callId: 'quiet_1', itemId: 'q1' })
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'completed' })
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
  assert.match(JSON.stringify(bench.calls.at(-1)), /"call_id":"quiet_1","output":""/)
})

test('delivery: results of several tasks are told apart and share one response', () => {
  const bench = createMachineBench({ policy: 'parallel' })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  bench.receive({ type: 'response_created', responseId: 'busy' })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.feed({ type: 'run-event', taskId: 'task_call_2', event: finished('Ninety lines.') })
  const before = asked(bench)
  bench.receive({ type: 'response_done', responseId: 'busy', status: 'completed' })
  assert.equal(asked(bench), before + 1)
  assert.match(JSON.stringify(bench.calls), /Task 1: Three files\..*Task 2: Ninety lines\./)
})

test('delivery: a result that nobody can take for another is said without its number', () => {
  const bench = createMachineBench()
  for (const number of [1, 2]) {
    handOver(bench, `call_${number}`, `request ${number}`)
    speak(bench, 'Accepted.', `r_a${number}`, `i_a${number}`)
    bench.feed({ type: 'run-event', taskId: `task_call_${number}`, event: finished(`Result ${number}.`) })
    speak(bench, `Result ${number}.`, `r_b${number}`, `i_b${number}`)
  }
  assert.deepEqual(
    Object.values(bench.state.deliveries).map(({ text }) => text),
    ['Result 1.', 'Result 2.'],
  )
})

test('response queue: a refused request is not shown as an error and is made again', () => {
  const bench = createMachineBench()
  bench.feed({ type: 'user-text', text: 'hello' })
  const refusal = { message: 'busy', code: 'conversation_already_has_active_response', fatal: false }
  bench.receive({ type: 'response_created', responseId: 'vad' })
  bench.receive({ type: 'error', eventId: 'parley_response_1', ...refusal })
  assert.equal(asked(bench), 1)
  bench.receive({ type: 'response_done', responseId: 'vad', status: 'completed' })
  assert.equal(asked(bench), 2)
  assert.ok(!bench.shown.some(({ type }) => type === 'error'))
})

test('response queue: a lost request is shown and made again', () => {
  const bench = createMachineBench()
  bench.feed({ type: 'user-text', text: 'hello' })
  bench.wait(10_000)
  assert.equal(asked(bench), 2)
  assert.ok(bench.shown.some(({ type }) => type === 'error'))
})

test('task: failure, time-out and a broken agent are told as what they are', () => {
  const cases = [
    [{ type: 'ended', outcome: 'failed', error: 'It exited with code 3.' }, /Task 1 failed\. It exited with code 3\./],
    [{ type: 'ended', outcome: 'timed-out' }, /Task 1 timed out\./],
    [{ type: 'ended', outcome: 'finished', result: ' ' }, /Task 1 finished\. The agent reported no result\./],
  ] as const
  for (const [event, words] of cases) {
    const bench = createMachineBench()
    handOver(bench, 'call_1', 'list the files')
    speak(bench, 'Accepted.')
    bench.feed({ type: 'run-event', taskId: 'task_call_1', event })
    assert.match(JSON.stringify(bench.calls), words)
  }
})

test('task: past its time limit it is stopped and said to have timed out', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.wait(1_800_000)
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'timed-out')
  assert.ok(typesOf(bench.effects).includes('cancel-run'))
  assert.match(JSON.stringify(bench.calls), /Task 1 timed out/)
})

test('task: cancelling ends the work, is noted to the model, and asks for no speech', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  const before = asked(bench)
  bench.feed({ type: 'cancel-task', taskId: 'task_call_1' })
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'ended', outcome: 'cancelled' } })
  assert.equal(bench.state.tasks['task_call_1'].phase, 'cancelled')
  assert.match(JSON.stringify(bench.calls.at(-1)), /Task 1 was cancelled/)
  assert.equal(asked(bench), before)
})

test('stops: stopping speech ends the response and misses what it carried, and no task is touched', () => {
  const bench = createMachineBench({ policy: 'parallel' })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('i2', 100))
  assert.deepEqual(typesOf(bench.feed({ type: 'stop-speaking' })), ['stop-playback', 'send'])
  assert.ok(!typesOf(bench.receive(audioEvent('i2', 100))).includes('play'))
  bench.receive({ type: 'response_done', responseId: 'r2', status: 'cancelled', statusReason: 'client_cancelled' })
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
  assert.equal(bench.state.tasks['task_call_2']?.phase, 'running')
})

test('updates: silent words are shown in full and told to the model now and then, without asking it to speak', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  const before = asked(bench)
  for (const line of ['one', 'two', 'three']) {
    bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'update', text: line, channel: 'silent' } })
  }
  assert.equal(bench.shown.filter(({ type }) => type === 'update').length, 3)
  bench.wait(5000)
  const notes = bench.calls.filter(({ method }) => method === 'sendText')
  assert.equal(notes.length, 1)
  assert.match(JSON.stringify(notes), /Progress of task 1, which has not ended yet: one two three.*"role":"system"/)
  assert.equal(asked(bench), before)
})

test('updates: speakable words are said when the voice is free, merged, and give way to the result', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'Accepted.')
  bench.receive({ type: 'response_created', responseId: 'busy' })
  for (const text of ['Half done.', 'Nearly there.']) {
    bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'update', text, channel: 'speakable' } })
  }
  assert.deepEqual(
    Object.values(bench.state.deliveries).map(({ text }) => text),
    ['Half done. Nearly there.'],
  )
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_done', responseId: 'busy', status: 'completed' })
  const sent = bench.calls.filter(({ method }) => method === 'send')
  assert.equal(sent.length, 1)
  assert.match(JSON.stringify(sent), /Three files/)
})

test('approval: a permission request parks the task, and the first answer counts', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'clean up')
  const taskId = 'task_call_1'
  const event = { type: 'permission-requested', permissionId: 'p1', toolKind: 'execute', title: 'Run rm' } as const
  bench.feed({ type: 'run-event', taskId, event })
  assert.equal(bench.state.tasks[taskId]?.phase, 'needs-approval')
  bench.feed({ type: 'answer-permission', taskId, permissionId: 'p1', decision: 'denied' })
  bench.feed({ type: 'answer-permission', taskId, permissionId: 'p1', decision: 'granted' })
  const answers = bench.effects.flatMap((effect) => (effect.type === 'answer-run' ? [effect.decision] : []))
  assert.deepEqual(answers, ['denied'])
  assert.equal(bench.state.tasks[taskId].phase, 'running')
})

test('tools: a call of an unknown tool is answered, so that the model does not wait', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'function_call', callId: 'f1', itemId: 'i', name: 'get_weather', arguments: '{}' })
  assert.match(JSON.stringify(bench.calls[0]), /no tool named get_weather/)
  assert.equal(asked(bench), 1)
})

test('quicksilver: a handoff gets its final words once, and what is said next carries them', () => {
  const bench = createMachineBench({ dialect: 'quicksilver' })
  bench.receive(handoffEvent('handoff_1', 'list the files'))
  assert.deepEqual(bench.calls, [])
  bench.receive(audioEvent('sure', 300))
  bench.wait(10)
  bench.feed({ type: 'run-event', taskId: 'task_handoff_1', event: finished('Three files.') })
  assert.deepEqual(bench.calls, [{ method: 'finishHandoff', handoffId: 'handoff_1', text: 'Three files.' }])
  bench.wait(10)
  bench.receive(audioEvent('sure', 300))
  bench.receive(audioEvent('result', 700))
  assert.equal(deliveryPhases(bench).at(-1), 'sent', 'the tail of other words is not the result')
  bench.receive({ type: 'output_transcript_done', text: 'Three files.', itemId: 'result' })
  bench.wait(1500)
  assert.equal(deliveryPhases(bench).at(-1), 'spoken')
  bench.feed({ type: 'played', itemId: 'result', playedMs: 700 })
  assert.equal(deliveryPhases(bench).at(-1), 'heard')
  assert.equal(asked(bench), 0)
})

test('quicksilver: speech without item ids still carries a result', () => {
  const bench = createMachineBench({ dialect: 'quicksilver' })
  bench.receive(handoffEvent('handoff_1', 'list the files'))
  bench.feed({ type: 'run-event', taskId: 'task_handoff_1', event: finished('Three files.') })
  bench.wait(50)
  const played = bench.receive(audioEvent(undefined, 400)).find(({ type }) => type === 'play')
  assert.ok(played?.type === 'play')
  bench.feed({ type: 'played', itemId: played.itemId, playedMs: 400 })
  bench.wait(1500)
  assert.equal(deliveryPhases(bench).at(-1), 'heard')
})

test('quicksilver: a result that nobody says is missed, visibly', () => {
  const bench = createMachineBench({ dialect: 'quicksilver' })
  bench.receive(handoffEvent('handoff_1', 'list the files'))
  bench.feed({ type: 'run-event', taskId: 'task_handoff_1', event: finished('Three files.') })
  bench.wait(60_000)
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
})

test('connection: when it goes, work goes on to its end, what was not said is missed, then it is over', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'connection-closed', reason: 'gone' })
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
  assert.deepEqual(bench.shown.at(-1), { type: 'closed', reason: 'gone' })
  assert.equal(bench.state.phase.type, 'ended')
  assert.deepEqual(bench.feed({ type: 'user-text', text: 'hello?' }), [])
})

test('close: every task is cancelled first, and nothing new is accepted', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'close' })
  assert.equal(bench.state.phase.type, 'closing')
  bench.receive(handoffEvent('call_2', 'something else'))
  assert.ok(bench.shown.some(({ type }) => type === 'handoff-refused'))
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: { type: 'ended', outcome: 'cancelled' } })
  assert.equal(
    bench.effects.at(-1)?.type === 'set-timer' ? bench.effects.at(-2)?.type : bench.effects.at(-1)?.type,
    'end',
  )
})

test('deliveries: a result that still plays when the conversation ends is missed, visibly, and its player stops', () => {
  const bench = createMachineBench({ player: { isReporting: true, canResume: false } })
  handOver(bench, 'c1', 'list the files')
  speak(bench, 'Accepted.')
  bench.feed({ type: 'played', itemId: 'i_said', playedMs: 500 })
  bench.feed({ type: 'run-event', taskId: 'task_c1', event: finished('Three files.') })
  speak(bench, 'Three files.', 'r2', 'i2')
  bench.feed({ type: 'played', itemId: 'i2', playedMs: 100 })
  bench.feed({ type: 'connection-closed', reason: 'the network is gone' })
  assert.equal(bench.state.phase.type, 'ended')
  assert.equal(deliveryPhases(bench).at(-1), 'missed')
  assert.ok(typesOf(bench.effects).includes('stop-playback'))
})
