import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialectOfScenario, listRecordedHandoffs, listScenarios, readRecordedFrames } from './recordings.js'

test('recordings: every scenario can be read, and there are frames of both dialects in both directions', () => {
  const kinds = new Set(
    listScenarios().flatMap((scenario) =>
      readRecordedFrames(scenario).map((frame) => `${dialectOfScenario(scenario)} ${frame.direction}`),
    ),
  )
  assert.equal(kinds.size, 4)
})

test('recordings: each recorded handoff belongs to a scenario that can be read', () => {
  const scenarios = new Set(listScenarios())
  const handoffs = listRecordedHandoffs()
  assert.ok(handoffs.length > 30)
  for (const { scenario, envelope } of handoffs) {
    assert.ok(scenarios.has(scenario), scenario)
    assert.match(envelope, /^<realtime_delegation>/)
  }
})
