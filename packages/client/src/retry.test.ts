import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isWorthRetrying, retryDelayMs } from './retry.js'

test('sideband: waits double from attempt to attempt', () => {
  assert.deepEqual(
    [1, 2, 3, 4].map((attempt) => retryDelayMs(attempt, 200, 0)),
    [200, 400, 800, 1_600],
  )
})

test('sideband: a wait is capped, never negative, and jitter takes off at most a quarter', () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 0, max: 100_000 }),
      random,
      (attempt, base, at) => {
        const full = retryDelayMs(attempt, base, 0)
        const waited = retryDelayMs(attempt, base, at)
        assert.ok(full <= 5_000)
        assert.ok(waited <= full && waited >= Math.floor(full * 0.75))
      },
    ),
  )
})

test('sideband: no answer, a call that is not there yet, too many requests and server faults are worth another attempt', () => {
  for (const status of [undefined, 404, 408, 409, 425, 429, 500, 502, 503]) assert.ok(isWorthRetrying(status))
})

test('sideband: a wrong key or a wrong request is not worth another attempt', () => {
  for (const status of [200, 301, 400, 401, 403, 405, 422]) assert.ok(!isWorthRetrying(status), String(status))
})
