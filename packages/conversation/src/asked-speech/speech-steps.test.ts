import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asked, finished, handOver, speak } from '../testing/bench-moves.js'
import { createMachineBench } from '../testing/machine-bench.js'
import type { MachineBench } from '../testing/machine-bench.js'

const say = (bench: MachineBench, text: string) => bench.feed({ type: 'say', text })
const speechPhases = (bench: MachineBench) =>
  bench.shown.flatMap((event) => (event.type === 'delivery' && event.kind === 'speech' ? [event.phase] : []))
const sentTexts = (bench: MachineBench) =>
  bench.calls.flatMap((call) => (call.method === 'send' ? [JSON.stringify(call.event)] : []))

test('asked speech: a text waits for the response that runs, and is then asked for once', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'response_created', responseId: 'r1' })
  say(bench, 'Dinner is ready.')
  assert.deepEqual([asked(bench), sentTexts(bench).length], [0, 0])
  bench.receive({ type: 'response_done', responseId: 'r1', status: 'completed' })
  assert.equal(asked(bench), 1)
  assert.match(sentTexts(bench).join(), /\[BACKEND\] Dinner is ready\./)
  speak(bench, 'Dinner is ready.')
  assert.equal(asked(bench), 1)
  assert.deepEqual(speechPhases(bench), ['pending', 'sent', 'spoken'])
})

test('asked speech: each text has a response of its own, in order, and none is mixed with a result', () => {
  const bench = createMachineBench()
  handOver(bench, 'call_1', 'count the files')
  say(bench, 'first text')
  say(bench, 'second text')
  bench.feed({ type: 'run-event', taskId: 'task_call_1', event: finished('seven') })
  const said: string[] = []
  for (let turn = 0; turn < 4; turn++) {
    const before = bench.effects.length
    speak(bench, 'Mhm.', `r_${turn}`, `i_${turn}`)
    const sent = bench.effects.slice(before).flatMap((effect) => {
      if (effect.type !== 'send' || effect.call.method !== 'send') return []
      return JSON.stringify(effect.call.event).match(/first text|second text|seven/g) ?? []
    })
    said.push(sent.join(' and '))
  }
  assert.deepEqual(
    said.filter((words) => words !== ''),
    ['seven', 'first text', 'second text'],
  )
})

test('asked speech: what is dropped is missed, visibly, and asked for no more', () => {
  const bench = createMachineBench()
  say(bench, 'Dinner is ready.')
  bench.feed({ type: 'drop-speech' })
  assert.deepEqual(speechPhases(bench), ['pending', 'sent', 'missed'])
  speak(bench, '')
  assert.equal(asked(bench), 1)
})

test('asked speech: more than sixteen texts that wait, and empty ones, are missed at once', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'response_created', responseId: 'r1' })
  for (let count = 0; count < 17; count++) say(bench, `text ${count}`)
  say(bench, ' ')
  assert.equal(speechPhases(bench).filter((phase) => phase === 'missed').length, 2)
})

test('asked speech: quicksilver is given it when nobody speaks, under no handoff of its own', () => {
  const bench = createMachineBench({ dialect: 'quicksilver' })
  say(bench, 'Dinner is ready.')
  assert.deepEqual(bench.calls, [{ method: 'appendHandoff', handoffId: 'codex', text: 'Dinner is ready.' }])
})
