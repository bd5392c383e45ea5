import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asked, deliveryPhases, finished, handOver, speak } from '../testing/bench-moves.js'
import { createMachineBench, handoffEvent } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'
import { listPrices } from './list-prices.js'
import { BUDGET_NOTE } from './usage-steps.js'

const turn_detection = { type: 'server_vad', create_response: true, silence_duration_ms: 500 }
const session = {
  model: 'gpt-realtime',
  audio: { input: { turn_detection, transcription: { model: 'gpt-4o-mini-transcribe' } } },
}
const usage = { input_tokens: 100, output_tokens: 50, total_tokens: 150 }

const limited = (maxTokens: number): MachineBench => {
  const bench = createMachineBench({ usage: { prices: listPrices, budget: { maxTokens } } })
  bench.receive({ type: 'session_created', session })
  return bench
}
const cost = (bench: MachineBench, responseId = 'r1'): void => {
  bench.receive({ type: 'response_created', responseId })
  bench.receive({ type: 'response_done', responseId, status: 'completed', usage })
}
const sent = (bench: MachineBench): readonly string[] =>
  bench.calls.flatMap((call) => (call.method === 'send' ? [JSON.stringify(call.event)] : []))

test('usage: every response and every transcription that says what it cost is shown with the sum so far', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'session_created', session })
  cost(bench)
  bench.receive({ type: 'input_transcript_done', text: 'hello', itemId: 'u1', usage: { input_tokens: 10 } })
  const reports = bench.shown.filter((event) => event.type === 'usage')
  assert.deepEqual(
    reports.map(({ totalTokens }) => totalTokens),
    [150, 160],
  )
  assert.deepEqual(Object.keys(reports[1]?.byModel ?? {}), ['gpt-realtime', 'gpt-4o-mini-transcribe'])
})

test('usage: what costs nothing, or does not say so, is not shown', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'response_created', responseId: 'r1' })
  bench.receive({ type: 'response_done', responseId: 'r1', status: 'completed' })
  assert.ok(!bench.shown.some(({ type }) => type === 'usage'))
})

test('usage: a passed budget is shown and said, once, and the server no longer answers by itself', () => {
  const bench = limited(200)
  cost(bench)
  assert.ok(!bench.shown.some(({ type }) => type === 'budget-passed'))
  cost(bench, 'r2')
  assert.equal(bench.shown.filter(({ type }) => type === 'budget-passed').length, 1)
  assert.ok(sent(bench).some((text) => text.includes(BUDGET_NOTE)))
  const update = sent(bench).find((text) => text.includes('session.update')) ?? ''
  assert.ok(update.includes('"create_response":false') && update.includes('"silence_duration_ms":500'), update)
  assert.equal(asked(bench), 1)
  speak(bench, BUDGET_NOTE)
  cost(bench, 'r4')
  bench.feed({ type: 'user-text', text: 'hello?' })
  bench.wait(60_000)
  assert.equal(asked(bench), 1, 'nothing is asked for after the last words')
})

test('usage: a session without turn detection, or with a quiet one, is left as it is', () => {
  for (const detection of [undefined, null, { ...turn_detection, create_response: false }]) {
    const bench = createMachineBench({ usage: { prices: listPrices, budget: { maxTokens: 1 } } })
    bench.receive({ type: 'session_updated', session: { audio: { input: { turn_detection: detection } } } })
    cost(bench)
    assert.ok(!sent(bench).some((text) => text.includes('session.update')))
  }
})

test('usage: a session that begins after the budget was passed is made quiet as well', () => {
  const bench = limited(100)
  cost(bench)
  const before = sent(bench).length
  bench.receive({ type: 'session_created', session })
  assert.equal(sent(bench).filter((text) => text.includes('session.update')).length, 2)
  assert.equal(sent(bench).length, before + 1)
})

test('usage: a passed budget ends no task, and its result is missed, visibly, with its text on the screen', () => {
  const bench = limited(100)
  handOver(bench, 'call_1', 'list the files')
  cost(bench)
  speak(bench, BUDGET_NOTE)
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('Three files.') })
  assert.deepEqual(deliveryPhases(bench), ['pending', 'missed'])
  const end = bench.shown.findLast((event) => event.type === 'task')
  assert.ok(end?.type === 'task' && end.phase === 'finished' && end.result === 'Three files.')
})

test('usage: a request that comes after the budget was passed is taken on all the same', () => {
  const bench = limited(100)
  cost(bench)
  speak(bench, BUDGET_NOTE)
  bench.receive(handoffEvent('call_1', 'list the files'))
  assert.equal(bench.state.tasks['task_call_1']?.phase, 'running')
})
