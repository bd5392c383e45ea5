import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decodeWav, encodePcm16 } from '@parley/wire'

const SAMPLE_RATE = 24_000
export const FRAME_MS = 20
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1_000
/** Longer than the server's silence limit, so that each round of speech is one turn. */
const PAUSE_MS = 1_200

/** A spoken request and a pause, cut into frames as base64; frame `n` of a session is `frames[n % frames.length]`. */
export function readSpeechLoop(): readonly string[] {
  const path = fileURLToPath(new URL('../../../packages/speech/fixtures/request-24k.wav', import.meta.url))
  const wav = decodeWav(readFileSync(path), 'request-24k.wav')
  if (wav.sampleRate !== SAMPLE_RATE || wav.numChannels !== 1) throw new Error('the request is not 24 kHz mono')
  const pauseFrames = PAUSE_MS / FRAME_MS
  const speechFrames = Math.ceil(wav.samples.length / FRAME_SAMPLES)
  const samples = new Int16Array((speechFrames + pauseFrames) * FRAME_SAMPLES)
  samples.set(wav.samples)
  return Array.from({ length: speechFrames + pauseFrames }, (_value, index) =>
    encodePcm16(samples.subarray(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES)),
  )
}
