import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ParleyError } from '@parley/wire'
import fc from 'fast-check'
import { startJoin, stepJoin } from './join-machine.js'
import type { JoinEffect, JoinInput, JoinState } from './join-machine.js'

const refusal = (status: number | undefined): JoinInput => {
  const details = status === undefined ? {} : { status }
  return { type: 'refused', error: new ParleyError('refused', `no (${String(status)})`, details), random: 0 }
}
const abandoned: JoinInput = { type: 'abandoned', error: new ParleyError('timeout', 'too late') }

function run(maxAttempts: number, inputs: readonly JoinInput[]): { state: JoinState; effects: readonly JoinEffect[] } {
  const started = startJoin({ maxAttempts, baseDelayMs: 100 })
  let state = started.state
  const effects = [...started.effects]
  for (const input of inputs) {
    const step = stepJoin(state, input)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

const typesOf = (effects: readonly JoinEffect[]): readonly string[] => effects.map((effect) => effect.type)

describe('join machine', () => {
  test('join machine: an opened socket ends the join', () => {
    const { state, effects } = run(3, [{ type: 'opened' }])
    assert.equal(state.phase, 'open')
    assert.deepEqual(typesOf(effects), ['open-socket', 'succeed'])
  })

  test('join machine: a refusal for now leads to a further attempt after a wait', () => {
    const { state, effects } = run(3, [refusal(503), { type: 'retry-due' }, { type: 'opened' }])
    assert.equal(state.phase, 'open')
    assert.deepEqual(typesOf(effects), ['open-socket', 'schedule-retry', 'open-socket', 'succeed'])
    assert.deepEqual(effects[1], { type: 'schedule-retry', delayMs: 100 })
  })

  test('join machine: attempts end with the last refusal', () => {
    const { state, effects } = run(2, [refusal(503), { type: 'retry-due' }, refusal(429)])
    assert.equal(state.phase, 'failed')
    const last = effects.at(-1)
    assert.ok(last?.type === 'fail')
    assert.equal(last.error.status, 429)
  })

  test('join machine: a refusal that no attempt will change fails at once', () => {
    assert.deepEqual(typesOf(run(5, [refusal(401)]).effects), ['open-socket', 'fail'])
  })

  test('join machine: giving up ends it in every phase, and what comes later changes nothing', () => {
    for (const before of [[], [refusal(503)]]) {
      const { state, effects } = run(5, [...before, abandoned, { type: 'opened' }, { type: 'retry-due' }, refusal(503)])
      assert.equal(state.phase, 'failed')
      assert.equal(effects.at(-1)?.type, 'fail')
    }
  })

  test('join machine: any inputs end it at most once, within the attempts, and never throw', () => {
    const anyInput = fc.oneof(
      fc.constant<JoinInput>({ type: 'opened' }),
      fc.constant<JoinInput>({ type: 'retry-due' }),
      fc.constant(abandoned),
      fc.constantFrom(undefined, 200, 401, 404, 429, 500, 503).map(refusal),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(anyInput, { maxLength: 20 }), (maxAttempts, inputs) => {
        const types = typesOf(run(maxAttempts, inputs).effects)
        assert.ok(types.filter((type) => type === 'succeed' || type === 'fail').length <= 1)
        assert.ok(types.filter((type) => type === 'open-socket').length <= maxAttempts)
        const end = types.findIndex((type) => type === 'succeed' || type === 'fail')
        assert.ok(end < 0 || end === types.length - 1, 'nothing follows the end')
      }),
    )
  })
})
