import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { ShownEvent } from '../conversation-event.js'
import { decodeRecording } from './decode-recording.js'
import { replayRecording } from './replay-recording.js'

const folder = fileURLToPath(new URL('../../fixtures/logs/', import.meta.url))

/** Replays the log and returns what it shows; the effects must be the recorded ones, with a result that was heard. */
function replayLog(name: string): readonly ShownEvent[] {
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
  return shown
}

for (const dialect of ['realtime', 'quicksilver']) {
  test(`record and replay: the recorded real turn over ${dialect} replays to the same effects`, () => {
    replayLog(`${dialect}.jsonl`)
  })
}

test('record and replay: the recorded conversation with the real Codex replays to the same effects', () => {
  const answers = replayLog('spoken-codex.jsonl').flatMap((event) =>
    event.type === 'permission-answered' ? [[event.decision, event.by]] : [],
  )
  const granted = ['granted', 'voice']
  assert.deepEqual(answers, [granted, granted])
})
