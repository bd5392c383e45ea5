import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RealtimeEvent, TranscriptTurn } from '@parley/wire'
import { stepConversation } from '../conversation-machine.js'
import { toConnectionEvent } from '../conversation-input.js'
import type { ConversationSettings } from '../conversation-settings.js'
import { readTranscript } from '../session-seed/history-steps.js'
import { asked, deliveryPhases, finished, handOver, speak } from '../testing/bench-moves.js'
import { audioEvent, createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { defaultReconnect } from './reconnect-settings.js'

/** A connection that lasted a second had nothing wrong with it. */
const quick = { ...defaultReconnect, stableMs: 1000 }

function openBench(settings: Partial<ConversationSettings> = {}): MachineBench {
  const bench = createMachineBench({ reconnect: quick, ...settings })
  bench.wait(0)
  bench.feed({ type: 'connection-opened', generation: 0 })
  return bench
}
/** The line breaks and the next one opens at once; gives what the new session was told. */
function reconnect(bench: MachineBench, from = 0) {
  bench.wait(1000)
  bench.feed({ type: 'connection-closed', reason: 'gone', generation: from })
  const count = bench.calls.length
  bench.feed({ type: 'connection-opened', generation: from + 1 })
  return bench.calls.slice(count)
}
const receive = (bench: MachineBench, generation: number, ...events: readonly RealtimeEvent[]): void => {
  for (const event of events) bench.feed({ type: 'connection', event: toConnectionEvent(event), generation })
}
const sayOn = (bench: MachineBench, generation: number, text: string): void => {
  receive(
    ...[bench, generation, { type: 'response_created', responseId: `r_${generation}` } as const],
    audioEvent(`i_${generation}`, 500),
    { type: 'output_transcript_done', text, itemId: `i_${generation}` },
    { type: 'response_done', responseId: `r_${generation}`, status: 'completed' },
  )
}
const texts = (calls: MachineBench['calls']): readonly string[] =>
  calls.flatMap((call) => (call.method === 'sendText' ? [`${call.role}: ${call.text}`] : []))
const items = (calls: MachineBench['calls']): string =>
  JSON.stringify(calls.flatMap((call) => (call.method === 'send' ? [call.event] : [])))

test('reconnect: the line is shown as it opens, breaks, waits and opens again', () => {
  const bench = openBench()
  bench.feed({ type: 'connection-closed', reason: 'gone', generation: 0 })
  bench.wait(300)
  bench.feed({ type: 'connection-opened', generation: 1 })
  const shown = bench.shown.flatMap((event) => (event.type === 'connection' ? [event.phase] : []))
  assert.deepEqual(shown, ['connecting', 'connected', 'waiting', 'connecting', 'connected'])
})

test('reconnect: the new session gets the words with their roles, the calls with their outputs, and how the tasks stand', () => {
  const bench = openBench()
  bench.receive({ type: 'input_transcript_done', text: 'please list the files', itemId: 'u1' })
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  const calls = reconnect(bench)
  const said = texts(calls)
  assert.deepEqual(said.slice(0, 2), ['user: please list the files', 'assistant: I am on it.'])
  assert.match(said.at(-1) ?? '', /^system: State of the tasks[^]*Task 1 \(list the files\): is still running/)
  assert.match(items(calls), /"function_call","call_id":"call_1","name":"background_agent"/)
  assert.match(items(calls), /"function_call_output","call_id":"call_1","output":"Accepted as task 1/)
  assert.ok(!JSON.stringify(calls).includes('audio'))
})

test('reconnect: a conversation in which nothing was said is seeded with nothing', () => {
  assert.deepEqual(reconnect(openBench()), [])
})

test('reconnect: a response that the drop cuts is marked interrupted and is not said again', () => {
  const bench = openBench()
  bench.receive({ type: 'response_created', responseId: 'r1' })
  bench.receive(audioEvent('i1', 100))
  bench.receive({ type: 'output_transcript_delta', delta: 'The weather is', itemId: 'i1' })
  reconnect(bench)
  const [entry] = readTranscript(bench.state)
  assert.ok(entry?.isInterrupted === true && entry.text === 'The weather is', JSON.stringify(entry))
  assert.equal(asked(bench), 0)
  assert.equal(bench.state.queue.phase.type, 'free')
})

test('reconnect: a user who was not answered is answered by the new session', () => {
  const bench = openBench()
  bench.receive({ type: 'input_transcript_done', text: 'how are you', itemId: 'u1' })
  const calls = reconnect(bench)
  assert.deepEqual(texts(calls), ['user: how are you'])
  assert.equal(asked(bench), 1)
})

test('reconnect: a result whose delivery the drop cut is sent to the new session and said there, once', () => {
  const bench = openBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'r2' })
  bench.receive(audioEvent('i2', 100))
  const calls = reconnect(bench)
  assert.match(items(calls), /\[BACKEND\] Three files\./)
  sayOn(bench, 1, 'There are three files.')
  bench.feed({ type: 'played', itemId: 'i_1', playedMs: 500 })
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'pending', 'sent', 'spoken', 'heard'])
})

test('reconnect: a result that was said to its end before the drop is not said again', () => {
  const bench = openBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  speak(bench, 'There are three files.')
  assert.ok(!items(reconnect(bench)).includes('[BACKEND]'))
  assert.equal(deliveryPhases(bench).at(-1), 'spoken')
})

test('reconnect: a task ends while there is no line, and its result is said on the next one', () => {
  const bench = openBench()
  handOver(bench, 'call_1', 'list the files')
  bench.wait(1000)
  bench.feed({ type: 'connection-closed', reason: 'gone', generation: 0 })
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.deepEqual(deliveryPhases(bench), ['pending'])
  bench.feed({ type: 'connection-opened', generation: 1 })
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent'])
})

test('reconnect: a request that is being saved during the drop becomes one task, and its late answer is a message', () => {
  const bench = createMachineBench({ reconnect: quick }, 'by-hand')
  bench.wait(0)
  bench.feed({ type: 'connection-opened', generation: 0 })
  bench.receive(handoffEvent('call_1', 'list the files'))
  reconnect(bench)
  const count = bench.calls.length
  bench.feed({ type: 'saved', recordId: 'handoff:call_1' })
  const answer = bench.calls.slice(count)[0]
  assert.equal(answer?.method, 'appendHandoff', 'the new session does not know the call')
  assert.equal(Object.keys(bench.state.tasks).length, 1)
})

test('reconnect: a call that the seed told the new session of comes back as its item, and asks for nothing', () => {
  const bench = openBench()
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  reconnect(bench)
  const count = bench.calls.length
  receive(bench, 1, handoffEvent('call_1', 'list the files'))
  assert.equal(Object.keys(bench.state.tasks).length, 1)
  assert.equal(bench.calls.length, count)
})

test('reconnect: a call that was not answered before the drop is the same task when it comes again, and is answered', () => {
  const bench = openBench()
  bench.receive(handoffEvent('call_1', 'list the files'))
  // The answer is older than what the seed may hold.
  const tight = { ...bench.state, history: { ...bench.state.history, calls: [] } }
  const dropped = stepConversation(tight, { type: 'connection-closed', reason: 'gone', generation: 0, nowMs: 5000 })
  const opened = stepConversation(dropped.state, { type: 'connection-opened', generation: 1, nowMs: 5000 })
  const event = toConnectionEvent(handoffEvent('call_1', 'list the files'))
  const { state, effects } = stepConversation(opened.state, { type: 'connection', event, generation: 1, nowMs: 5001 })
  assert.equal(Object.keys(state.tasks).length, 1)
  assert.ok(effects.some((effect) => effect.type === 'send' && effect.call.method === 'finishHandoff'))
})

test('reconnect: a new session that takes the words it was told of for new ones starts nothing a second time', () => {
  const bench = openBench()
  bench.receive({ type: 'input_transcript_done', text: 'list the files', itemId: 'u1' })
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  speak(bench, 'There are three.', 'r_told', 'i_told')
  bench.wait(60_000)
  reconnect(bench)
  receive(bench, 1, handoffEvent('call_2', 'list the files'))
  assert.equal(Object.keys(bench.state.tasks).length, 1)
  const answer = bench.calls.at(-1)
  assert.ok(answer?.method === 'finishHandoff' && answer.handoffId === 'call_2', 'its call is answered')
  assert.equal(bench.state.queue.wanted.length, 0, 'and nobody is told of it')
  receive(bench, 1, { type: 'input_audio_speech_started', itemId: 'u2' })
  receive(bench, 1, { type: 'input_audio_speech_stopped', itemId: 'u2' })
  receive(bench, 1, { type: 'input_transcript_done', text: 'list the files', itemId: 'u2' })
  receive(bench, 1, handoffEvent('call_3', 'list the files'))
  assert.equal(Object.keys(bench.state.tasks).length, 2, 'the user has asked for it again')
})

test('reconnect: quicksilver counts its handoffs anew in each session, and each is a request of its own', () => {
  const bench = openBench({ dialect: 'quicksilver', policy: 'parallel' })
  bench.receive(handoffEvent('handoff_1', 'list the files'))
  reconnect(bench)
  receive(bench, 1, handoffEvent('handoff_1', 'count the lines'))
  assert.equal(Object.keys(bench.state.tasks).length, 2)
  const [, second] = Object.values(bench.state.tasks)
  const count = bench.calls.length
  bench.feed({ type: 'run-event', taskId: second?.taskId ?? '', event: finished('Ten.') })
  const answer = bench.calls.slice(count)[0]
  assert.ok(answer?.method === 'finishHandoff' && answer.handoffId === 'handoff_1')
})

test('reconnect: the next envelope holds what was said before the drop and no seeded word twice', () => {
  const bench = openBench()
  bench.receive({ type: 'input_transcript_done', text: 'I work on Parley', itemId: 'u1' })
  speak(bench, 'Nice.')
  reconnect(bench)
  const activeTranscript: readonly TranscriptTurn[] = [
    { role: 'user', text: 'I work on Parley' },
    { role: 'assistant', text: 'Nice.' },
    { role: 'user', text: 'list its files' },
  ]
  receive(bench, 1, {
    ...{ type: 'handoff_requested', handoffId: 'call_1', itemId: 'f1', inputTranscript: 'list its files' },
    activeTranscript,
  })
  const envelope = Object.values(bench.state.tasks)[0]?.envelope ?? ''
  assert.equal(envelope.split('I work on Parley').length, 2, envelope)
  assert.ok(envelope.includes('assistant: Nice.') && envelope.includes('user: list its files'))
})

test('reconnect: no event of an old connection counts', () => {
  const bench = openBench()
  reconnect(bench)
  const before = bench.state
  receive(bench, 0, handoffEvent('call_9', 'delete everything'), { type: 'response_created', responseId: 'r9' })
  receive(bench, 0, { type: 'error', message: 'bad key', code: 'invalid_api_key', fatal: true })
  bench.feed({ type: 'connection-closed', reason: 'late', generation: 0 })
  assert.deepEqual(bench.state.tasks, before.tasks)
  assert.deepEqual(bench.state.queue, before.queue)
  assert.deepEqual(bench.state.reconnect, before.reconnect)
})

test('reconnect: an expired session is replaced without an error; a refused key is shown and ends the voice, not the work', () => {
  const bench = openBench()
  handOver(bench, 'call_1', 'list the files')
  bench.wait(1000)
  bench.receive({ type: 'error', message: 'too long', code: 'session_expired', fatal: true })
  assert.ok(!bench.shown.some(({ type }) => type === 'error'))
  bench.feed({ type: 'connection-opened', generation: 1 })
  receive(bench, 1, { type: 'error', message: 'no money', code: 'insufficient_quota', fatal: true })
  assert.equal(bench.state.phase.type, 'unconnected')
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
})

for (const code of ['unavailable', 'timeout']) {
  test(`reconnect: a line that breaks off with ${code} is replaced without an error`, () => {
    const bench = openBench()
    bench.wait(1000)
    bench.receive({ type: 'error', message: 'broke off', code, fatal: true })
    bench.feed({ type: 'connection-closed', reason: 'broke off', generation: 0, jitter: 0 })
    bench.wait(1000)
    bench.feed({ type: 'connection-opened', generation: 1 })
    assert.equal(bench.state.reconnect.phase.type, 'connected')
    assert.ok(!bench.shown.some(({ type }) => type === 'error'))
  })
}

test('reconnect: a conversation that is being closed opens nothing any more', () => {
  const bench = openBench()
  handOver(bench, 'call_1', 'list the files')
  bench.feed({ type: 'close' })
  bench.feed({ type: 'connection-closed', reason: 'gone', generation: 0 })
  bench.wait(60_000)
  assert.equal(bench.effects.filter(({ type }) => type === 'open-connection').length, 1)
})

test('rollover: between two turns the successor is told everything, then used, and the old one is closed', () => {
  const bench = openBench()
  bench.receive({ type: 'session_created', session: { expires_at: (bench.nowMs + 30_000) / 1000 } })
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  bench.wait(20_000)
  bench.receive({ type: 'input_audio_speech_started', itemId: 'u1' })
  bench.feed({ type: 'connection-opened', generation: 1 })
  assert.ok(!bench.effects.some(({ type }) => type === 'close-connection'), 'the user speaks')
  bench.receive({ type: 'input_audio_speech_stopped', itemId: 'u1' })
  bench.receive({ type: 'input_transcript_done', text: 'thanks', itemId: 'u1' })
  bench.receive({ type: 'response_created', responseId: 'r5' })
  bench.receive({ type: 'output_transcript_done', text: 'You are welcome.', itemId: 'i5' })
  bench.receive({ type: 'response_done', responseId: 'r5', status: 'completed' })
  const order = bench.effects.map(({ type }) => type)
  const from = order.indexOf('use-connection', order.indexOf('use-connection') + 1)
  assert.deepEqual(order.slice(from).at(0), 'use-connection')
  assert.ok(order.indexOf('send-kept-audio', from) < order.indexOf('close-connection', from))
  assert.deepEqual(
    texts(bench.calls).filter((text) => /^(user|assistant)/.test(text)),
    ['assistant: I am on it.', 'user: thanks', 'assistant: You are welcome.'],
  )
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
})

test('rollover: forced in the middle of a delivery, the result is said by the successor', () => {
  const bench = openBench()
  bench.receive({ type: 'session_created', session: { expires_at: (bench.nowMs + 30_000) / 1000 } })
  handOver(bench, 'call_1', 'list the files')
  speak(bench, 'I am on it.')
  bench.wait(20_000)
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  bench.receive({ type: 'response_created', responseId: 'rx' })
  bench.receive(audioEvent('ix', 100))
  bench.feed({ type: 'connection-opened', generation: 1 })
  assert.equal(bench.state.reconnect.phase.type, 'rolling-over', 'somebody speaks')
  bench.wait(7000)
  assert.equal(bench.state.reconnect.phase.type, 'connected')
  sayOn(bench, 1, 'There are three files.')
  assert.deepEqual(deliveryPhases(bench), ['pending', 'sent', 'pending', 'sent', 'spoken'])
})
