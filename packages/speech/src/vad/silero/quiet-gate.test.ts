import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { findHumanRecordings, humanSets } from '../../quality/measured-sets.js'
import type { FrameClassifier } from '../frame-classifier.js'
import { createQuietGate } from './quiet-gate.js'
import { SILERO_FRAME_SAMPLES, createSherpaVad, loadSherpaVad } from './sherpa-vad.js'
import { createSileroClassifier } from './silero-classifier.js'
import { createVadPool } from './vad-pool.js'
import { joinSamples } from '../../samples.js'

const frameOf = (level: number): Int16Array =>
  Int16Array.from({ length: SILERO_FRAME_SAMPLES }, (_, index) => (index % 2 === 0 ? level : -level))

test('digital silence and room noise are quiet, speech is not', () => {
  assert.ok(createQuietGate().isQuiet(frameOf(0)))
  const gate = createQuietGate()
  for (let frame = 0; frame < 50; frame++) gate.isQuiet(frameOf(30))
  assert.ok(gate.isQuiet(frameOf(35)), 'a little above steady noise')
  assert.ok(!gate.isQuiet(frameOf(60)), 'twice the noise')
})

test('what is as loud as speech is never quiet, however long it lasts', () => {
  const gate = createQuietGate()
  for (let frame = 0; frame < 2000; frame++) assert.ok(!gate.isQuiet(frameOf(90)))
})

/** The same detector without a gate. */
function createUngated(): FrameClassifier {
  const vad = createSherpaVad(loadSherpaVad(), 0.5)
  return {
    isSpeech(frame) {
      vad.acceptWaveform(Float32Array.from(frame, (sample) => sample / 32768))
      while (!vad.isEmpty()) vad.pop()
      return vad.isDetected()
    },
    close: () => {},
  }
}

function decide(classifier: FrameClassifier, samples: Int16Array): boolean[] {
  const decisions: boolean[] = []
  for (let position = 0; position + SILERO_FRAME_SAMPLES <= samples.length; position += SILERO_FRAME_SAMPLES) {
    decisions.push(classifier.isSpeech(samples.slice(position, position + SILERO_FRAME_SAMPLES)))
  }
  return decisions
}

const folder = findHumanRecordings()

describe(
  'the gate on people',
  { skip: folder === undefined ? 'pocketsphinx-testdata is not installed' : false },
  () => {
    test('no frame of speech that the network finds is lost by the gate', { timeout: 120_000 }, async () => {
      const recordings = (await humanSets(join(folder ?? ''))).flatMap((set) => set.recordings)
      const pool = createVadPool((threshold) => createSherpaVad(loadSherpaVad(), threshold))
      for (const { text, samples } of recordings) {
        const quiet = new Int16Array(24_000)
        const padded = joinSamples([quiet, samples, quiet])
        const gated = decide(createSileroClassifier(pool, 0.5), padded)
        const ungated = decide(createUngated(), padded)
        const lost = ungated.filter((isSpeech, index) => isSpeech && gated[index] !== true).length
        const count = ungated.filter(Boolean).length
        assert.ok(count > 10 && lost <= 2, `${lost} of ${count} frames lost in "${text.trim()}"`)
      }
    })
  },
)
