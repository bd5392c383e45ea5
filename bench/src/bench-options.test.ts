import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBenchOptions } from './bench-options.js'

test('bench: without options all parts run', () => {
  assert.deepEqual(readBenchOptions([]).parts, ['speed', 'imports', 'sessions', 'calls'])
})

test('bench: options are read, and a wrong one is named', () => {
  const options = readBenchOptions(['--only', 'speed', '--rounds', '3', '--write-docs'])
  assert.deepEqual([options.parts, options.rounds, options.writeDocs], [['speed'], 3, true])
  assert.throws(() => readBenchOptions(['--rounds', 'many']), /--rounds many/)
  assert.throws(() => readBenchOptions(['--only', 'luck']), /--only luck/)
})
