import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createConversationState } from '../conversation-state.js'
import type { ConversationState } from '../conversation-state.js'
import { estimateTokens } from '../spoken-budget.js'
import { handOver } from '../testing/bench-moves.js'
import { benchSettings, createMachineBench } from '../testing/machine-bench.js'
import { noHistory, stepHistory } from './history-machine.js'
import type { HistoryInput, HistoryState } from './history-machine.js'
import { isUserUnanswered, seedSession } from './seed-session.js'

const words = (role: 'user' | 'assistant', text: string, itemId: string | undefined): HistoryInput => ({
  ...{ type: 'words', role, text, itemId },
})
const history = (...inputs: readonly HistoryInput[]): HistoryState => inputs.reduce(stepHistory, noHistory)
const stateWith = (inputs: readonly HistoryInput[], state: Partial<ConversationState> = {}): ConversationState => ({
  ...createConversationState(benchSettings),
  ...{ history: history(...inputs), ...state },
})
const texts = (state: ConversationState, maxTokens = 6000): readonly string[] =>
  seedSession(state, maxTokens).calls.flatMap((call) => (call.method === 'sendText' ? [call.text] : []))
const many = (count: number): readonly HistoryInput[] =>
  Array.from({ length: count }, (_, index) => words('user', `number ${index} ${'word '.repeat(40)}`, `u${index}`))

test('transcript: late words stand where they were spoken', () => {
  const { entries } = history(
    ...[{ type: 'place', itemId: 'u1' } as const, words('assistant', 'Hello.', 'a1'), words('user', 'Hi.', 'u1')],
  )
  assert.deepEqual(
    entries.map(({ text }) => text),
    ['Hi.', 'Hello.'],
  )
})

test('transcript: a final text replaces its own item only, and two utterances without ids are two', () => {
  const { entries } = history(
    ...[words('user', 'a', 'u1'), words('user', 'b', 'u2'), words('user', 'A', 'u1')],
    ...[words('user', 'x', undefined), words('user', 'y', undefined)],
  )
  assert.deepEqual(
    entries.map(({ text }) => text),
    ['A', 'b', 'x', 'y'],
  )
})

test('transcript: interrupted words are kept and marked, whether their final text came or not', () => {
  const { entries } = history(
    ...[words('assistant', 'All of it.', 'a1'), { type: 'interrupted', itemId: 'a1', text: 'All of' } as const],
    { type: 'interrupted', itemId: 'a2', text: 'Half a' },
  )
  assert.deepEqual(
    entries.map(({ text, isInterrupted }) => [text, isInterrupted]),
    [
      ['All of it.', true],
      ['Half a', true],
    ],
  )
})

test('reconnect: the newest words stay whole, older ones give way, and a line says how many', () => {
  const said = texts(stateWith(many(500)), 2000)
  assert.match(said[0] ?? '', /^Of this conversation (\d+) earlier items are left out here\.$/)
  assert.ok(said.at(-1)?.startsWith('number 499 '))
  const numbers = said.slice(1).map((text) => Number(text.split(' ')[1]))
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => 500 - numbers.length + index),
  )
})

test('reconnect: one endless text is shortened instead of pushing out all the others', () => {
  const said = texts(stateWith([words('user', 'short', 'u1'), words('assistant', 'long '.repeat(20_000), 'a1')]), 1000)
  assert.equal(said[0], 'short')
  assert.ok(estimateTokens(said[1] ?? '') <= 500)
})

test('reconnect: whatever was said, the seed stays within its budget', () => {
  const utterance = fc.tuple(fc.constantFrom('user', 'assistant'), fc.string({ maxLength: 2000 }))
  fc.assert(
    fc.property(fc.array(utterance, { maxLength: 40 }), fc.integer({ min: 200, max: 6000 }), (said, budget) => {
      const inputs = said.map(([role, text], index) => words(role, text, `i${index}`))
      const sum = texts(stateWith(inputs), budget).reduce((all, text) => all + estimateTokens(text), 0)
      // The line that says what was left out comes on top.
      assert.ok(sum <= budget + 20, `${sum} > ${budget}`)
    }),
  )
})

test('reconnect: a call and its output stay together, where they were', () => {
  const bench = createMachineBench()
  bench.receive({ type: 'input_transcript_done', text: 'list the files', itemId: 'u1' })
  handOver(bench, 'call_1', 'list the files')
  bench.receive({ type: 'function_call', callId: 'call_2', itemId: 'f2', name: 'task_status', arguments: '{}' })
  bench.receive({ type: 'input_transcript_done', text: 'thanks', itemId: 'u2' })
  const kinds = seedSession(bench.state, 6000).calls.map((call) =>
    call.method === 'send' ? JSON.stringify(call.event).match(/"item":\{"type":"(\w+)"/)?.[1] : call.method,
  )
  const pair = ['function_call', 'function_call_output']
  assert.deepEqual(kinds, ['sendText', ...pair, ...pair, 'sendText', 'sendText'])
})

test('reconnect: quicksilver is told everything as one note, for a message would be answered', () => {
  const settings = { ...benchSettings, dialect: 'quicksilver' } as const
  const state = stateWith([words('user', 'hello', 'u1'), words('assistant', 'Hi.', 'a1')], { settings })
  const { calls, turns } = seedSession(state, 6000)
  assert.equal(calls.length, 1)
  assert.ok(calls[0]?.method === 'sendText' && calls[0].role === 'system')
  assert.match(texts(state)[0] ?? '', /user: hello\nassistant: Hi\./)
  assert.deepEqual(turns, [])
})

test('reconnect: a user has had no answer when nothing came after the words, not even a call', () => {
  assert.ok(isUserUnanswered(stateWith([words('user', 'hello', 'u1')])))
  assert.ok(!isUserUnanswered(stateWith([])))
  assert.ok(!isUserUnanswered(stateWith([words('user', 'hello', 'u1'), words('assistant', 'Hi.', 'a1')])))
  const call = { callId: 'c1', name: 'background_agent', arguments: '{}', output: 'Accepted.' }
  assert.ok(!isUserUnanswered(stateWith([words('user', 'hello', 'u1'), { type: 'answered', call }])))
})
