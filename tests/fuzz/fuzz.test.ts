import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { FuzzTarget } from './fuzz-target.js'
import { runFuzz } from './run-fuzz.js'

test(
  'fuzz: ten seconds of hostile input at every door find no crash, no hang and no growing memory',
  {
    timeout: 120_000,
  },
  async () => {
    const { figures, findings } = await runFuzz({ seconds: 10, seed: 20_260_101, only: [] })
    assert.deepEqual(findings, [])
    for (const { target, executions } of figures) assert.ok(executions > 0, target)
  },
)

for (const fault of ['throw', 'crash', 'hang', 'late-throw']) {
  test(`fuzz: a planted fault is found with its input: ${fault}`, { timeout: 60_000 }, async () => {
    const inputs = fc.constantFrom('good', 'bad', 'other').map((text) => [text])
    const target: FuzzTarget = { name: `planted-${fault}`, inputs, batchSize: 12, way: { type: 'inside' } }
    const { findings } = await runFuzz({ seconds: 1, seed: 1, only: [], targets: [target], caseMs: 250 })
    assert.ok(findings.length > 0)
    for (const { input } of findings) assert.deepEqual(input, ['bad'])
  })
}
