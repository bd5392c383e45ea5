import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, quantile } from './statistics.js'

test('bench: the median is the middle value, whatever the order', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  assert.ok(Number.isNaN(median([])))
})

test('bench: a quantile lies between two values in proportion', () => {
  const values = Array.from({ length: 101 }, (_value, index) => index)
  assert.equal(quantile(values, 0.99), 99)
  assert.equal(quantile([0, 10], 0.25), 2.5)
})
