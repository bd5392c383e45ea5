import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { bargeInDeadline, bargeInPhase, createBargeIn, isMuted, stepBargeIn } from './barge-in-machine.js'
import type { BargeInInput, BargeInState } from './barge-in-machine.js'

const limits = { shortSpeechMs: 700, longestSpeechMs: 60_000, lateWordsMs: 1000 }
const after = (...inputs: readonly BargeInInput[]): BargeInState =>
  inputs.reduce((state, input) => stepBargeIn(state, input, limits).state, createBargeIn(true))

const audio = { type: 'audio', itemId: 'a', responseId: 'r', generation: 0, audioMs: 1000 } as const
const ended = { type: 'ended', responseId: 'r', isComplete: true } as const
const started = { type: 'speech-started', responseId: 'r', nowMs: 0 } as const

test('barge-in: silent → playing → silent, by what was played', () => {
  assert.equal(bargeInPhase(createBargeIn(true)), 'silent')
  assert.equal(bargeInPhase(after(audio)), 'playing')
  assert.equal(bargeInPhase(after(audio, { type: 'played', itemId: 'a', playedMs: 1000 })), 'playing', 'more may come')
  assert.equal(bargeInPhase(after(audio, ended, { type: 'played', itemId: 'a', playedMs: 960 })), 'silent')
})

test('barge-in: playing → cut → silent when it is judged, at the latest when the longest speech is over', () => {
  assert.equal(bargeInPhase(after(audio, started)), 'cut')
  assert.equal(bargeInDeadline(after(audio, started)), 60_000)
  assert.equal(bargeInDeadline(after(audio, started, { type: 'speech-ended', nowMs: 500 })), 1500)
  assert.equal(bargeInPhase(after(audio, started, { type: 'words', isBackchannel: false })), 'silent')
  assert.equal(bargeInPhase(after(audio, started, { type: 'tick', nowMs: 60_000 })), 'silent')
})

test('barge-in: an interruption is not judged by a tick that comes early', () => {
  assert.equal(bargeInPhase(after(audio, started, { type: 'tick', nowMs: 59_999 })), 'cut')
})

test('barge-in: new speech of the assistant while it is not judged makes it an interruption', () => {
  const { outputs } = stepBargeIn(after(audio, started), { ...audio, itemId: 'b', responseId: 'r2' }, limits)
  assert.deepEqual(
    outputs.map(({ type }) => type),
    ['interrupted'],
  )
})

test('barge-in: a response that was interrupted before its first sound stays silent', () => {
  assert.equal(isMuted(after(started), 'a', 'r'), true)
  assert.equal(isMuted(after(started), 'a', 'r2'), false)
})

test('barge-in: an item whose last report is late has been played where the player is at a later one', () => {
  const next = { ...audio, itemId: 'b', responseId: 'r2' }
  const state = after(audio, ended, next, { type: 'played', itemId: 'a', playedMs: 800 })
  const { outputs } = stepBargeIn(
    stepBargeIn(state, { type: 'played', itemId: 'b', playedMs: 100 }, limits).state,
    started,
    limits,
  )
  assert.deepEqual(
    outputs.flatMap((output) => (output.type === 'cut' ? [output.item.itemId] : [])),
    ['b'],
  )
})

const anyInput: fc.Arbitrary<BargeInInput> = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('r1', 'r2', undefined), fc.nat(1000))
    .map(([itemId, responseId, audioMs]) => ({ type: 'audio', itemId, responseId, generation: 0, audioMs }) as const),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer({ min: -10, max: 5000 }), fc.constant(Number.NaN)))
    .map(([itemId, playedMs]) => ({ type: 'played', itemId, playedMs }) as const),
  fc
    .tuple(fc.constantFrom('r1', 'r2', undefined), fc.boolean())
    .map(([responseId, isComplete]) => ({ type: 'ended', responseId, isComplete }) as const),
  fc.constantFrom<BargeInInput>(
    { type: 'speech-started', responseId: 'r1', nowMs: 0 },
    { type: 'speech-ended', nowMs: 300 },
    { type: 'words', isBackchannel: true },
    { type: 'words', isBackchannel: false },
    { type: 'stopped', responseId: 'r1' },
    { type: 'tick', nowMs: 2000 },
    { type: 'text', itemId: 'a', text: 'one two', isFinal: false },
  ),
)

test('barge-in: whatever happens, cut ≤ played ≤ received, and what is kept stays small', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 100 }), (inputs) => {
      const received = new Map<string, number>()
      const played = new Map<string, number>()
      let state = createBargeIn(true)
      for (const input of inputs) {
        if (input.type === 'audio') received.set(input.itemId, (received.get(input.itemId) ?? 0) + input.audioMs)
        if (input.type === 'played')
          played.set(input.itemId, Math.max(played.get(input.itemId) ?? 0, input.playedMs || 0))
        const next = stepBargeIn(state, input, limits)
        for (const output of next.outputs) {
          if (output.type !== 'cut') continue
          const { itemId, playedMs } = output.item
          assert.ok(playedMs <= (played.get(itemId) ?? 0))
          assert.ok(playedMs <= (received.get(itemId) ?? 0))
        }
        state = next.state
        assert.ok(state.items.length <= 64 && state.cutItemIds.length <= 64)
      }
    }),
    { numRuns: 500 },
  )
})
