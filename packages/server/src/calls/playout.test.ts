import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { FRAME_SAMPLES } from './opus-codec.js'
import { createPlayout } from './playout.js'
import type { PlayoutEvent } from './playout.js'

const sound = (responseId: string, ms: number, itemId = `item_${responseId}`) => ({
  ...{ responseId, itemId, contentIndex: 0 },
  samples: new Int16Array(ms * 24).fill(1000),
})

function pullAll(playout: ReturnType<typeof createPlayout>, frames: number) {
  const pulled = Array.from({ length: frames }, () => playout.pull())
  return {
    sounding: pulled.filter(({ samples }) => samples !== undefined).length,
    events: pulled.flatMap(({ events }) => events),
  }
}

test('calls: an answer starts with its first sound and stops with its last', () => {
  const playout = createPlayout()
  playout.push(sound('r1', 100))
  assert.equal(playout.waitingMs, 100)
  assert.deepEqual(playout.finish('r1'), [])
  assert.deepEqual(playout.pull().events, [{ type: 'started', responseId: 'r1' }])
  assert.deepEqual(pullAll(playout, 10), { sounding: 4, events: [{ type: 'stopped', responseId: 'r1' }] })
})

test('calls: an answer that is still being made goes on after a pause, and stops once', () => {
  const playout = createPlayout()
  playout.push(sound('r1', 20))
  assert.equal(pullAll(playout, 5).sounding, 1)
  playout.push(sound('r1', 20))
  assert.deepEqual(pullAll(playout, 5), { sounding: 1, events: [] })
  assert.deepEqual(playout.finish('r1'), [{ type: 'stopped', responseId: 'r1' }])
})

test('calls: the second answer begins where the first has ended, in a frame of its own', () => {
  const playout = createPlayout()
  playout.push(sound('r1', 30))
  playout.push(sound('r2', 20))
  playout.finish('r1')
  playout.finish('r2')
  const types = pullAll(playout, 6).events.map(({ type, responseId }) => `${type} ${responseId}`)
  assert.deepEqual(types, ['started r1', 'stopped r1', 'started r2', 'stopped r2'])
})

test('calls: clearing tells how much of each item was heard', () => {
  const playout = createPlayout()
  playout.push(sound('r1', 500))
  playout.push(sound('r2', 500))
  pullAll(playout, 10)
  const { events, cut } = playout.clear()
  assert.deepEqual(events, [{ type: 'cleared', responseId: 'r1' }])
  assert.deepEqual(cut, [
    { itemId: 'item_r1', contentIndex: 0, playedMs: 200 },
    { itemId: 'item_r2', contentIndex: 0, playedMs: 0 },
  ])
  assert.deepEqual(playout.clear(), { events: [], cut: [] })
  assert.equal(playout.pull().samples, undefined)
})

test('calls: an answer without sound neither starts nor stops', () => {
  assert.deepEqual(createPlayout().finish('r1'), [])
})

test('calls: every sample goes out once, and each start has one end', () => {
  const move = fc.oneof(
    fc.tuple(fc.constantFrom('r1', 'r2', 'r3'), fc.integer({ min: 1, max: 2000 })),
    fc.constantFrom('pull' as const, 'clear' as const, 'finish' as const),
  )
  fc.assert(
    fc.property(fc.array(move, { maxLength: 100 }), (moves) => {
      const playout = createPlayout()
      const events: PlayoutEvent[] = []
      let pushed = 0
      let sent = 0
      let cleared = 0
      for (const each of moves) {
        if (each === 'pull') {
          const { samples, events: pulled } = playout.pull()
          events.push(...pulled)
          sent += samples?.reduce((sum, sample) => sum + sample, 0) ?? 0
        } else if (each === 'clear') {
          cleared += playout.waitingMs
          events.push(...playout.clear().events)
        } else if (each === 'finish') events.push(...playout.finish('r1'))
        else {
          pushed += each[1]
          const samples = new Int16Array(each[1]).fill(1)
          playout.push({ responseId: each[0], itemId: each[0], contentIndex: 0, samples })
        }
      }
      if (cleared === 0) assert.ok(Math.abs(pushed - sent - (playout.waitingMs * FRAME_SAMPLES) / 20) <= FRAME_SAMPLES)
      let open: string | undefined
      for (const { type, responseId } of events) {
        if (type === 'started') {
          assert.equal(open, undefined)
          open = responseId
        } else {
          assert.equal(open, responseId)
          open = undefined
        }
      }
    }),
  )
})
