import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSynthesizerEngine } from '../../testing/index.js'
import { createFliteSynthesizer } from './flite-synthesizer.js'
import { toFliteText } from './flite-text.js'
import { toFliteVoice } from './flite-voices.js'

describeSynthesizerEngine('flite', createFliteSynthesizer)

test('realtime voices, own voices and unknown ones have a flite voice', () => {
  assert.equal(toFliteVoice('marin'), 'slt')
  assert.equal(toFliteVoice('Cedar'), 'rms')
  assert.equal(toFliteVoice('kal16'), 'kal16')
  assert.equal(toFliteVoice('nobody'), 'rms')
  assert.equal(toFliteVoice(undefined), 'rms')
})

test('what the voices cannot read is left out, and markup is not read out', () => {
  assert.equal(toFliteText('Café “now” — `src/a.ts` 🎉'), 'Cafe "now", src/a.ts')
  assert.equal(toFliteText('你好 🎉 !!!'), '')
})
