import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ItemOrder } from './item-order.js'

test('transcript: an item stands behind the one that it names, whenever it is told', () => {
  const order = new ItemOrder()
  order.place('a', undefined)
  order.place('c', 'a')
  order.place('b', 'a')
  assert.deepEqual(order.keys(), ['a', 'b', 'c'])
})

test('transcript: a known item moves when its place is told later, and stays when it is not', () => {
  const order = new ItemOrder()
  for (const key of ['a', 'b', 'c']) order.place(key, undefined)
  order.place('c', 'a')
  order.place('a', undefined)
  assert.deepEqual(order.keys(), ['a', 'c', 'b'])
})

test('transcript: root is the first place, an unknown previous item the last', () => {
  const order = new ItemOrder()
  order.place('a', undefined)
  order.place('b', 'never-seen')
  order.place('c', 'root')
  assert.deepEqual(order.keys(), ['c', 'a', 'b'])
})

test('transcript: a renamed item keeps its place', () => {
  const order = new ItemOrder()
  for (const key of ['a', 'x', 'c']) order.place(key, undefined)
  order.rename('x', 'b')
  order.rename('unknown', 'd')
  assert.deepEqual(order.keys(), ['a', 'b', 'c'])
})

test('transcript: whatever is told, every item has exactly one place', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const previous = fc.option(fc.oneof(key, fc.constantFrom('root', 'never-seen')), { nil: undefined })
  fc.assert(
    fc.property(fc.array(fc.tuple(key, previous)), (placements) => {
      const order = new ItemOrder()
      for (const [placed, behind] of placements) order.place(placed, behind)
      assert.deepEqual([...order.keys()].sort(), [...new Set(placements.map(([placed]) => placed))].sort())
    }),
  )
})
