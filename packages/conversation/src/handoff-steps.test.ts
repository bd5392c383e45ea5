import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeDelegation } from '@parley/wire'
import { asked, envelopes, finished, handOver, typesOf } from './testing/bench-moves.js'
import { createMachineBench, handoffEvent } from './testing/machine-bench.js'

test('handoff: nothing starts and nothing is accepted before it is saved', () => {
  const bench = createMachineBench({}, 'by-hand')
  const received = bench.receive(handoffEvent('call_1', 'list the files'))
  assert.deepEqual(typesOf(received), ['save'])
  const saved = bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  assert.deepEqual(typesOf(saved).slice(0, 5), ['show handoff', 'show task', 'send', 'show task', 'start-run'])
})

test('handoff: what cannot be saved is refused aloud and starts nothing', () => {
  const bench = createMachineBench({}, 'by-hand')
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.feed({ type: 'save-failed', recordId: 'handoff:call_1', error: 'disk full' })
  assert.ok(!typesOf(bench.effects).includes('start-run'))
  assert.match(JSON.stringify(bench.calls), /Not accepted/)
  assert.equal(asked(bench), 1)
})

test('handoff: its envelope holds the request and the conversation around it', () => {
  const bench = createMachineBench()
  const activeTranscript = [{ role: 'user', text: 'hm, which files are here?' } as const]
  bench.receive({ type: 'handoff_requested', handoffId: 'c', itemId: 'i', inputTranscript: 'list', activeTranscript })
  const [start] = bench.effects.filter(({ type }) => type === 'start-run')
  assert.ok(start?.type === 'start-run')
  const envelope = decodeDelegation(start.task.envelope)
  assert.equal(envelope?.input, 'list')
  assert.equal(envelope?.transcriptDelta, 'user: hm, which files are here?\nuser: list')
})

test('handoff: the same call counts once, however often it comes', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  const again = bench.receive(handoffEvent('call_1', 'list the files'))
  assert.deepEqual(again, [])
  assert.equal(bench.effects.filter(({ type }) => type === 'start-run').length, 1)
})

test('handoff: ids that JavaScript has its own ideas about are ids like any other', () => {
  for (const id of ['__proto__', 'constructor', 'toString']) {
    const bench = createMachineBench()
    handOver(bench, id, 'list the files')
    assert.equal(bench.effects.filter(({ type }) => type === 'start-run').length, 1)
    assert.deepEqual(bench.receive(handoffEvent(id, 'list the files')), [])
    bench.feed({ type: 'answer-permission', taskId: id, permissionId: 'p', decision: 'granted' })
    bench.feed({ type: 'cancel-task', taskId: id })
    assert.equal(bench.state.tasks[`task_${id}`]?.phase, 'running')
  }
})

test('handoff: the call is answered at once, and the answer claims no result', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  const [answer] = bench.calls
  assert.ok(answer?.method === 'finishHandoff')
  assert.match(answer.text, /^Accepted as task 1\./)
  assert.doesNotMatch(answer.text, /done|finished/)
  assert.equal(asked(bench), 1)
})

test('handoff: a voice that has announced the work itself is not made to announce it again', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'response_created', responseId: 'r1' })
  bench.receive({ type: 'output_transcript_done', text: 'I will look.', itemId: 'a1' })
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.receive({ type: 'response_done', responseId: 'r1', status: 'completed' })
  assert.equal(asked(bench), 0)
})

test('handoff: a near-duplicate of an open task is answered "already running" and starts nothing', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'Please list the files!')
  assert.equal(bench.effects.filter(({ type }) => type === 'start-run').length, 1)
  assert.match(JSON.stringify(bench.calls), /already running as task 1/)
})

test('handoff: the same request after its window, or after the task has ended, is new work', () => {
  const ended = createMachineBench()
  handOver(ended, 'call_1', 'list the files')
  ended.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('three') })
  handOver(ended, 'call_2', 'list the files')
  assert.equal(ended.effects.filter(({ type }) => type === 'start-run').length, 2)
  const late = createMachineBench({ policy: 'parallel' })
  handOver(late, 'call_1', 'list the files')
  late.wait(20_001)
  handOver(late, 'call_2', 'list the files')
  assert.equal(late.effects.filter(({ type }) => type === 'start-run').length, 2)
})

test('handoff: a second request steers the running task, and both calls are answered', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'only the big ones')
  const steer = bench.effects.find(({ type }) => type === 'steer-run')
  assert.ok(steer?.type === 'steer-run' && steer.taskId === 'task_call_1')
  assert.equal(decodeDelegation(steer.text)?.input, 'only the big ones')
  assert.deepEqual(
    bench.calls.flatMap((call) => (call.method === 'finishHandoff' ? [call.handoffId] : [])),
    ['call_1', 'call_2'],
  )
})

test('handoff: guidance that the run does not take becomes a task of its own', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'only the big ones')
  bench.feed({ type: 'steer-failed', taskId: 'task_call_1', handoffId: 'call_2', error: 'ended' })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('three') })
  assert.equal(bench.state.tasks['task_call_2']?.phase, 'running')
})

test('handoff: an agent that cannot be steered gets the second request when the first task has ended', () => {
  const bench = createMachineBench({ agent: { name: 'command', canSteer: false, canAnswer: false } })
  handOver(bench, 'call_1', 'list the files')
  handOver(bench, 'call_2', 'count the lines')
  assert.equal(bench.state.tasks['task_call_2']?.phase, 'accepted')
  assert.match(JSON.stringify(bench.calls), /Accepted as task 2\. It starts when task 1 has ended/)
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('three') })
  assert.equal(bench.state.tasks['task_call_2']?.phase, 'running')
})

test('handoff: under policy parallel so many tasks run at once, and no more', () => {
  const bench = createMachineBench({ policy: 'parallel', maxParallel: 2 })
  for (const number of [1, 2, 3]) handOver(bench, `call_${number}`, `request ${number}`)
  const phases = Object.values(bench.state.tasks).map(({ phase }) => phase)
  assert.deepEqual(phases, ['running', 'running', 'accepted'])
})

test('handoff: an empty request is refused and does not leave the model waiting', () => {
  const bench = createMachineBench()
  bench.receive(handoffEvent('call_1', '  '))
  assert.ok(!typesOf(bench.effects).includes('save'))
  assert.equal(bench.calls[0]?.method, 'finishHandoff')
  assert.equal(asked(bench), 1)
})

test('transcript: words that are written after the call are waited for and stand in its envelope, once', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  assert.deepEqual(bench.receive(handoffEvent('call_1', 'list the files')), [])
  bench.receive({ type: 'input_transcript_done', text: 'uh list all the files', itemId: 'u1' })
  assert.match(envelopes(bench)[0] ?? '', /user: uh list all the files\n/)
  bench.receive({
    ...{ type: 'handoff_requested', handoffId: 'call_2', itemId: 'i2', inputTranscript: 'only big ones' },
    activeTranscript: [
      { role: 'user', text: 'uh list all the files' },
      { role: 'user', text: 'the big ones' },
    ],
  })
  const delta = decodeDelegation(envelopes(bench)[1] ?? '')?.transcriptDelta
  assert.equal(delta, 'user: the big ones\nuser: only big ones')
})

test('transcript: words that do not come in time hold nothing up and go into the next envelope', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.wait(1000)
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
  bench.receive({ type: 'input_transcript_done', text: 'late words', itemId: 'u1' })
  bench.receive({
    ...{ type: 'handoff_requested', handoffId: 'call_2', itemId: 'i2', inputTranscript: 'only big ones' },
    activeTranscript: [{ role: 'user', text: 'late words' }],
  })
  assert.match(envelopes(bench)[1] ?? '', /user: late words\n/)
})

test('transcript: a transcription that failed is not waited for', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive(handoffEvent('call_1', 'list the files'))
  bench.receive({ type: 'conversation_item_input_audio_transcription_failed', itemId: 'u1' })
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
})
