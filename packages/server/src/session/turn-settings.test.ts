import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSemanticVad, toTurnSettings } from './turn-settings.js'

const ms = (samples: number): number => samples / 16

test('embedded server: the eagerness of semantic_vad says how long an unfinished sentence is waited for', () => {
  const caps = (['low', 'medium', 'auto', 'high'] as const).map((eagerness) => {
    const { silenceSamples, patientSilenceSamples } = toTurnSettings({ ...defaultSemanticVad, eagerness })
    assert.ok(silenceSamples < patientSilenceSamples)
    return ms(patientSilenceSamples)
  })
  assert.deepEqual(caps, [8000, 4000, 4000, 2000])
})
