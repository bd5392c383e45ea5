import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toTable } from './table.js'

test('bench: a table lines up', () => {
  assert.equal(
    toTable(['what', 'µs'], [['a', '10.5']]),
    ['| what |   µs |', '| ---- | ---: |', '| a    | 10.5 |'].join('\n'),
  )
})
