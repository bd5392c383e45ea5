import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureSpeed } from './measure-speed.js'
import { workloads } from './workload.js'

test('bench: both contenders get every event of every workload in order', { timeout: 60_000 }, async () => {
  const rows = await measureSpeed({ rounds: 1, events: 300, onProgress: () => undefined })
  assert.deepEqual(
    rows.map(({ workload }) => workload),
    workloads,
  )
  for (const { oursMedian, floorMedian } of rows) assert.ok(oursMedian > 0 && floorMedian > 0)
})
