import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeRecording } from './decode-recording.js'
import { replayRecording } from './replay-recording.js'

const folder = fileURLToPath(new URL('../../fixtures/logs/', import.meta.url))

for (const dialect of ['realtime', 'quicksilver']) {
  test(`record and replay: the recorded real turn over ${dialect} replays to the same effects`, () => {
    const name = `${dialect}.jsonl`
    const recording = decodeRecording(readFileSync(`${folder}${name}`, 'utf8'), name)
    const steps = [...replayRecording(recording)]
    const [different] = steps.filter(({ isSame }) => !isSame)
    const { recorded, replayed } = different ?? {}
    // After a wanted change of the machine: npm run record-fixtures.
    assert.deepEqual(replayed, recorded, `step ${different?.stepIndex}: ${JSON.stringify(different?.input)}`)
    const shown = steps.flatMap(({ replayed: effects }) =>
      effects.flatMap((effect) => (effect.type === 'show' ? [effect.event] : [])),
    )
    assert.ok(shown.some((event) => event.type === 'task' && event.phase === 'finished'))
    assert.ok(shown.some((event) => event.type === 'delivery' && event.kind === 'result' && event.phase === 'heard'))
  })
}
