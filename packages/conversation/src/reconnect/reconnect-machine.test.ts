import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { backoffMs } from './backoff.js'
import { liveGeneration, reconnectDeadline, stepReconnect } from './reconnect-machine.js'
import { defaultReconnect } from './reconnect-settings.js'
import { givenConnection, notYetConnected } from './reconnect-state.js'
import type { ReconnectInput, ReconnectOutput, ReconnectState } from './reconnect-state.js'

const settings = defaultReconnect
const MINUTE = 60_000

function run(inputs: readonly ReconnectInput[], from: ReconnectState = notYetConnected) {
  let state = from
  const outputs: ReconnectOutput[] = []
  for (const input of inputs) {
    const next = stepReconnect(state, input, settings)
    state = next.state
    outputs.push(...next.outputs)
  }
  return { state, outputs }
}

const tick = (nowMs: number, isBetweenTurns = false): ReconnectInput => ({ type: 'tick', nowMs, isBetweenTurns })
const opened = (generation: number, nowMs: number): ReconnectInput => ({ type: 'opened', generation, nowMs })
const closed = (generation: number, nowMs: number): ReconnectInput => ({
  ...{ type: 'closed', generation, reason: 'gone', jitter: 0, nowMs },
})
const failed = (generation: number, nowMs: number, isFatal = false): ReconnectInput => ({
  ...{ type: 'failed', generation, reason: 'no', isFatal, jitter: 0, nowMs },
})
const refused = (generation: number, nowMs: number, isFatal: boolean): ReconnectInput => ({
  ...{ type: 'refused', generation, reason: 'over', isFatal, nowMs },
})
const connected = run([tick(0), opened(0, 0)]).state
const ready = run([tick(55 * MINUTE), opened(1, 55 * MINUTE)], connected).state

test('reconnect: the first tick opens the first connection, and what opens is live', () => {
  const { state, outputs } = run([tick(0), opened(0, 10)])
  assert.deepEqual(outputs, [
    { type: 'open', generation: 0, attempt: 0, purpose: 'first' },
    { type: 'taken', generation: 0, purpose: 'first' },
  ])
  assert.equal(liveGeneration(state), 0)
})

test('reconnect: attempts wait 0, 0.3, 1.2, 2.7, 4.8 seconds and then 7, with jitter from the third on', () => {
  const delays = [0, 1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(attempt, 0))
  assert.deepEqual(delays, [0, 300, 1200, 2700, 4800, 7000, 7000])
  assert.deepEqual(
    [0, 1, 2, 5].map((attempt) => backoffMs(attempt, 0.5)),
    [0, 300, 1700, 7500],
  )
})

test('reconnect: a lost connection is replaced at once, and each failure makes the next attempt wait longer', () => {
  const first = run([closed(0, MINUTE), tick(MINUTE)], connected)
  assert.deepEqual(first.outputs, [
    { type: 'lost', reason: 'gone' },
    { type: 'open', generation: 1, attempt: 0, purpose: 'reconnect' },
  ])
  const second = run([failed(1, MINUTE), tick(MINUTE + 299), tick(MINUTE + 300)], first.state)
  assert.deepEqual(second.outputs, [{ type: 'open', generation: 2, attempt: 1, purpose: 'reconnect' }])
  const third = run([opened(2, MINUTE + 400)], second.state)
  assert.deepEqual(third.outputs, [{ type: 'taken', generation: 2, purpose: 'reconnect' }])
})

test('reconnect: a server that takes a connection and drops it at once is not asked in a tight loop', () => {
  const { state } = run([closed(0, 5)], connected)
  assert.deepEqual(state.phase, { type: 'waiting', attempt: 1, dueAtMs: 305 })
  const again = run([tick(305), opened(1, 305), closed(1, 310)], state)
  assert.deepEqual(again.state.phase, { type: 'waiting', attempt: 2, dueAtMs: 1510 })
  const stable = run([tick(1510), opened(2, 1510), closed(2, 1510 + settings.stableMs)], again.state)
  assert.deepEqual(stable.state.phase, { type: 'waiting', attempt: 0, dueAtMs: 1510 + settings.stableMs })
})

test('reconnect: a fatal failure is not tried again, and says why', () => {
  const { state, outputs } = run([tick(0), failed(0, 0, true), tick(99_999)])
  assert.deepEqual(outputs.slice(1), [{ type: 'given-up', reason: 'no' }])
  assert.equal(state.phase.type, 'given-up')
})

test('reconnect: after too many failures in a row it gives up', () => {
  let state = run([tick(0)]).state
  for (let attempt = 0; attempt < settings.maxAttempts; attempt++) {
    const nowMs = (attempt + 1) * 10_000
    state = run([failed(state.lastGeneration, nowMs), tick(nowMs + 9000)], state).state
  }
  assert.equal(state.phase.type, 'given-up')
})

test('reconnect: an expired session leads to a new one, a refused key to none', () => {
  const expired = run([refused(0, MINUTE, false), tick(MINUTE)], connected)
  assert.deepEqual(
    expired.outputs.map(({ type }) => type),
    ['close', 'lost', 'open'],
  )
  const fatal = run([refused(0, MINUTE, true), tick(MINUTE)], connected)
  assert.deepEqual(
    fatal.outputs.map(({ type }) => type),
    ['close', 'lost', 'given-up'],
  )
})

test('reconnect: what comes of an old connection, or too late, changes nothing and is closed', () => {
  const second = run([closed(0, MINUTE), tick(MINUTE), opened(1, MINUTE)], connected).state
  for (const input of [closed(0, MINUTE), failed(0, MINUTE, true), refused(0, MINUTE, true)]) {
    assert.deepEqual(stepReconnect(second, input, settings), { state: second, outputs: [] })
  }
  assert.deepEqual(run([opened(0, MINUTE)], second).outputs, [{ type: 'close', generation: 0 }])
})

test('reconnect: the one connection that was given is not replaced', () => {
  const { state, outputs } = stepReconnect(givenConnection, closed(0, MINUTE), undefined)
  assert.deepEqual(outputs, [
    { type: 'lost', reason: 'gone' },
    { type: 'given-up', reason: 'gone' },
  ])
  assert.equal(reconnectDeadline(state, undefined), undefined)
  assert.deepEqual(stepReconnect(givenConnection, tick(999 * MINUTE), undefined).outputs, [])
})

test('rollover: without a word from the server the successor is opened in minute 55', () => {
  assert.equal(reconnectDeadline(connected, settings), 55 * MINUTE)
  assert.deepEqual(run([tick(55 * MINUTE - 1)], connected).outputs, [])
  const { outputs, state } = run([tick(55 * MINUTE)], connected)
  assert.deepEqual(outputs, [{ type: 'open', generation: 1, attempt: 0, purpose: 'rollover' }])
  assert.equal(liveGeneration(state), 0, 'the old one is used until the successor is taken')
})

test('rollover: the server says when its session ends, and a short one is left in time as well', () => {
  const told = run([{ type: 'session-ends', generation: 0, endsAtMs: 30 * MINUTE }], connected).state
  assert.equal(reconnectDeadline(told, settings), 25 * MINUTE)
  const short = run([{ type: 'session-ends', generation: 0, endsAtMs: 3000 }], connected).state
  assert.equal(reconnectDeadline(short, settings), 2000)
  const absurd = run([{ type: 'session-ends', generation: 0, endsAtMs: -5 }], connected).state
  assert.equal(reconnectDeadline(absurd, settings), 55 * MINUTE)
})

test('rollover: the successor is taken between two turns, and then the old one is closed', () => {
  assert.deepEqual(run([tick(56 * MINUTE, false)], ready).outputs, [])
  const { outputs, state } = run([tick(56 * MINUTE, true)], ready)
  assert.deepEqual(outputs, [
    { type: 'taken', generation: 1, purpose: 'rollover' },
    { type: 'close', generation: 0 },
  ])
  assert.equal(reconnectDeadline(state, settings), 110 * MINUTE, 'its own session began when it was opened')
})

test('rollover: shortly before the limit it is taken whoever speaks', () => {
  assert.equal(reconnectDeadline(ready, settings), 59 * MINUTE)
  assert.deepEqual(run([tick(59 * MINUTE, false)], ready).outputs[0], {
    ...{ type: 'taken', generation: 1, purpose: 'rollover' },
  })
})

test('rollover: a successor that does not open, or dies, is tried again later while the old one goes on', () => {
  const opening = run([tick(55 * MINUTE)], connected).state
  for (const state of [
    run([failed(1, 55 * MINUTE, true)], opening).state,
    run([closed(1, 55 * MINUTE)], ready).state,
    run([refused(1, 55 * MINUTE, false)], ready).state,
  ]) {
    assert.equal(liveGeneration(state), 0)
    assert.equal(reconnectDeadline(state, settings), 55 * MINUTE + 300)
  }
})

test('rollover: when the old one dies first its successor takes over at once, or as soon as it is open', () => {
  assert.deepEqual(run([closed(0, 56 * MINUTE)], ready).outputs, [
    { type: 'lost', reason: 'gone' },
    { type: 'taken', generation: 1, purpose: 'reconnect' },
  ])
  const opening = run([tick(55 * MINUTE)], connected).state
  const { outputs, state } = run([closed(0, 56 * MINUTE), opened(1, 56 * MINUTE)], opening)
  assert.deepEqual(
    outputs.map(({ type }) => type),
    ['lost', 'taken'],
  )
  assert.equal(liveGeneration(state), 1)
})

test('reconnect: whatever happens, one connection is live at most, none is taken twice and none that was left is used', () => {
  const generation = fc.nat(6)
  const nowMs = fc.nat(200 * MINUTE)
  const input: fc.Arbitrary<ReconnectInput> = fc.oneof(
    fc.tuple(nowMs, fc.boolean()).map(([at, isBetween]) => tick(at, isBetween)),
    fc.tuple(generation, nowMs).map(([number, at]) => opened(number, at)),
    fc.tuple(generation, nowMs).map(([number, at]) => closed(number, at)),
    fc.tuple(generation, nowMs, fc.boolean()).map(([number, at, isFatal]) => failed(number, at, isFatal)),
    fc.tuple(generation, nowMs, fc.boolean()).map(([number, at, isFatal]) => refused(number, at, isFatal)),
    fc
      .tuple(generation, nowMs)
      .map(([number, endsAtMs]) => ({ type: 'session-ends', generation: number, endsAtMs }) as const),
  )
  fc.assert(
    fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
      const { outputs, state } = run(inputs)
      const asked = outputs.flatMap((output) => (output.type === 'open' ? [output.generation] : []))
      const taken = outputs.flatMap((output) => (output.type === 'taken' ? [output.generation] : []))
      assert.deepEqual(asked, [...asked.keys()], 'generations count up')
      assert.deepEqual(
        taken,
        taken.toSorted((a, b) => a - b),
      )
      assert.equal(new Set(taken).size, taken.length)
      assert.ok(taken.every((number) => asked.includes(number)))
      const live = liveGeneration(state)
      if (live !== undefined) assert.equal(live, taken.at(-1))
    }),
  )
})
