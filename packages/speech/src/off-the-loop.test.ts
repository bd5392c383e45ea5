import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import { createSoundSwallowerRecognizer } from './recognition/soundswallower/soundswallower-recognizer.js'
import { createFliteSynthesizer } from './synthesis/flite/flite-synthesizer.js'
import { readSpeechRecording } from './testing/speech-recordings.js'

const LIMITS = { timeout: 120_000 }

/** Longest time that the event loop stood still while `work` ran, as a share of the work's own time. */
async function standstillOf(work: Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  let isRunning = true
  const ended = work.finally(() => {
    isRunning = false
  })
  let longestMs = 0
  for (let lastMs = startedMs; isRunning;) {
    await new Promise((resolve) => setImmediate(resolve))
    const nowMs = performance.now()
    longestMs = Math.max(longestMs, nowMs - lastMs)
    lastMs = nowMs
  }
  await ended
  return longestMs / (performance.now() - startedMs)
}

test('a recognizer that is busy leaves the event loop to others', LIMITS, async (context) => {
  const recognizer = createSoundSwallowerRecognizer()
  await recognizer.warmUp()
  const stream = recognizer.open()
  const samples = await readSpeechRecording()
  for (let count = 0; count < 4; count++) stream.push(samples)
  const share = await standstillOf(stream.finish())
  context.diagnostic(`it stood still for ${share.toFixed(3)} of the time`)
  assert.ok(share < 0.5, `it stood still for ${share} of the time`)
  await recognizer.close()
})

test('a synthesizer that is busy leaves the event loop to others', LIMITS, async (context) => {
  const synthesizer = createFliteSynthesizer()
  await synthesizer.warmUp()
  const speaking = (async () => {
    for await (const { samples } of synthesizer.synthesize(
      'All tests are green and there is nothing left. '.repeat(8),
    )) {
      assert.ok(samples.length > 0)
    }
  })()
  const share = await standstillOf(speaking)
  context.diagnostic(`it stood still for ${share.toFixed(3)} of the time`)
  assert.ok(share < 0.5, `it stood still for ${share} of the time`)
  await synthesizer.close()
})
