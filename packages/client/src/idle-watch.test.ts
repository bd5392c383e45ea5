import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@parley/testkit'
import type { FakeClock } from '@parley/testkit'
import { IdleWatch } from './idle-watch.js'

function watch(limitMs: number): { clock: FakeClock; idle: IdleWatch; pings: number[]; deaths: number[] } {
  const clock = createFakeClock()
  const [pings, deaths]: [number[], number[]] = [[], []]
  const socket = {
    bufferedAmount: 0,
    send: () => undefined,
    ping: () => pings.push(clock.now()),
    close: () => undefined,
    terminate: () => undefined,
  }
  const idle = new IdleWatch(clock, socket, limitMs, () => deaths.push(clock.now()))
  return { clock, idle, pings, deaths }
}

test('client: a silent peer is asked three times and is dead exactly at the limit', () => {
  const { clock, pings, deaths } = watch(1_000)
  clock.advance(999)
  assert.deepEqual([pings, deaths], [[334, 668], []])
  clock.advance(1)
  assert.deepEqual(deaths, [1_000])
  assert.equal(clock.scheduledCount, 0)
})

test('client: each sign of life begins the limit anew', () => {
  const { clock, idle, deaths } = watch(900)
  for (let round = 0; round < 10; round++) {
    clock.advance(800)
    idle.touch()
  }
  assert.deepEqual(deaths, [])
  clock.advance(900)
  assert.deepEqual(deaths, [8_900])
})

test('client: a look that comes late asks once more before it gives the peer up', () => {
  let nowMs = 0
  const waiting: (() => void)[] = []
  const clock = {
    now: () => nowMs,
    schedule: (_delayMs: number, callback: () => void) => {
      waiting.push(callback)
      return () => undefined
    },
  }
  let [pings, deaths] = [0, 0]
  const socket = {
    bufferedAmount: 0,
    send: () => undefined,
    ping: () => (pings += 1),
    close: () => undefined,
    terminate: () => undefined,
  }
  new IdleWatch(clock, socket, 900, () => (deaths += 1))
  nowMs = 60_000
  waiting.shift()?.()
  assert.deepEqual([pings, deaths], [1, 0])
  nowMs += 300
  waiting.shift()?.()
  assert.deepEqual([pings, deaths], [1, 1])
})

test('client: a stopped watch looks no more', () => {
  const { clock, idle, deaths } = watch(900)
  idle.stop()
  assert.equal(clock.scheduledCount, 0)
  clock.advance(10_000)
  assert.deepEqual(deaths, [])
})
