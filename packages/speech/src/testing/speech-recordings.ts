import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { joinSamples } from '../samples.js'

const FIXTURE = fileURLToPath(new URL('../../fixtures/status-16k.wav', import.meta.url))
const WAV_HEADER_BYTES = 44

/** "what is the status", spoken by a synthesizer at 16 kHz, with 0.4 s of silence before and 0.6 s after. */
export async function readSpeechRecording(): Promise<Int16Array> {
  const bytes = await readFile(FIXTURE)
  const sampleCount = (bytes.length - WAV_HEADER_BYTES) >> 1
  return Int16Array.from({ length: sampleCount }, (_, index) => bytes.readInt16LE(WAV_HEADER_BYTES + index * 2))
}

/** The words of that recording. */
export const RECORDED_TEXT = 'what is the status'

/** The recording between stretches of digital silence. */
export async function readSpeechBetweenSilence(silenceSamples: number): Promise<Int16Array> {
  const silence = new Int16Array(silenceSamples)
  return joinSamples([silence, await readSpeechRecording(), silence])
}
