import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chaosReport } from './chaos-report.js'
import { checkHistory } from './check-history.js'
import { runChaos } from './run-chaos.js'

test('chaos: gateways are killed while they work, and each handoff ends once and each result is heard once or missed', async (context) => {
  const run = await runChaos({ handoffs: 24, kills: 5, seed: 1 })
  context.diagnostic(chaosReport(run))
  const stuck = run.users.flatMap((user) => user.stuck)
  assert.deepEqual([...checkHistory(run.history), ...stuck], [])
  assert.ok(run.kills >= 2, `${String(run.kills)} gateways were killed`)
})
