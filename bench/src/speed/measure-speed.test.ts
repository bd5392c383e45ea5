import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FLOOR, measureSpeed, OURS, ratioOf } from './measure-speed.js'
import { workloads } from './workload.js'

test('bench: both contenders get every event of every workload in order', { timeout: 60_000 }, async () => {
  const rows = await measureSpeed({ rounds: 1, events: 300, peers: [], onProgress: () => undefined })
  assert.deepEqual(
    rows.map(({ workload }) => workload),
    workloads,
  )
  for (const row of rows) {
    assert.deepEqual(
      row.figures.map(({ contender }) => contender),
      [FLOOR, OURS],
    )
    assert.ok(ratioOf(row, OURS, FLOOR) > 0)
  }
})
