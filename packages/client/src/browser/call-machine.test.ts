import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import fc from 'fast-check'
import { startCall, stepCall } from './call-machine.js'
import type { CallEffect, CallInput, CallState } from './call-machine.js'

const retry = { maxAttempts: 3, baseDelayMs: 100 }
const error = new ParleyError('unavailable', 'no network')
const failed: CallInput = { type: 'leg-failed', error, random: 0 }

function play(...inputs: readonly (CallInput | CallInput['type'])[]) {
  const begun = startCall()
  const seen: { state: CallState; effects: CallEffect[] } = { state: begun.state, effects: [...begun.effects] }
  for (const input of inputs) {
    const step = stepCall(seen.state, typeof input === 'string' ? simple(input) : input, retry)
    seen.state = step.state
    seen.effects.push(...step.effects)
  }
  return { phase: seen.state.phase, effects: seen.effects.map(({ type }) => type), all: seen.effects }
}

const simple = (type: CallInput['type']): CallInput => (type === 'leg-failed' ? failed : { type })

test('browser call: a network that comes back within the grace costs nothing', () => {
  const { phase, effects } = play('leg-ready', 'media-disconnected', 'media-connected')
  assert.equal(phase, 'connected')
  assert.deepEqual(effects, ['open-leg', 'started', 'start-grace', 'stop-grace'])
})

test('browser call: a network that stays away is left for a new call, and the old one is ended first', () => {
  const { phase, effects } = play('leg-ready', 'media-disconnected', 'grace-over', 'leg-ready')
  assert.equal(phase, 'connected')
  assert.deepEqual(effects, ['open-leg', 'started', 'start-grace', 'stop-grace', 'drop-leg', 'open-leg', 'moved'])
})

test('browser call: a connection that failed is not waited for', () => {
  assert.deepEqual(play('leg-ready', 'media-failed').effects.slice(-2), ['drop-leg', 'open-leg'])
})

test('browser call: the first call is tried once, the one that takes over so often as was said', () => {
  assert.deepEqual(play(failed).effects, ['open-leg', 'drop-leg', 'ended'])
  const { phase, all } = play('leg-ready', 'media-failed', failed, 'retry-due', failed, 'retry-due', failed)
  assert.equal(phase, 'ended')
  assert.deepEqual(
    all.flatMap((effect) => (effect.type === 'schedule-retry' ? [effect.delayMs] : [])),
    [100, 200],
  )
  assert.deepEqual(all.at(-1), { type: 'ended', end: { by: 'error', error } })
})

test('browser call: a channel that the server closes is the end, in every phase that has one', () => {
  for (const before of [['leg-ready'], ['leg-ready', 'media-disconnected']] as const) {
    const { phase, all } = play(...before, 'channel-closed')
    assert.equal(phase, 'ended')
    assert.deepEqual(all.at(-1), { type: 'ended', end: { by: 'remote' } })
  }
})

test('browser call: whatever happens, no call is opened beside another, and after the end nothing happens', () => {
  const names = [
    ...(['leg-ready', 'media-connected', 'media-disconnected', 'media-failed', 'channel-closed'] as const),
    ...(['grace-over', 'retry-due', 'close-requested', 'leg-failed'] as const),
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 60 }), (inputs) => {
      let legs = 0
      let hasEnded = false
      for (const effect of play(...inputs).all) {
        assert.ok(!hasEnded, `${effect.type} after the end`)
        if (effect.type === 'open-leg') legs += 1
        if (effect.type === 'drop-leg') legs = 0
        if (effect.type === 'ended') hasEnded = true
        assert.ok(legs <= 1, 'two calls at once')
      }
      if (hasEnded) assert.equal(legs, 0, 'a call was left')
    }),
  )
})
