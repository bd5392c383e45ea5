import { createRequire } from 'node:module'
import { decodePcm16 } from '@parley/wire'
import { readSpeechLoop } from '../sessions/speech-loop.js'

interface OpusEncoder {
  encode(pcm: Buffer, frameSamples: number): Buffer
  delete(): void
}
type OpusEncoderClass = new (sampleRate: number, channels: number, application: number) => OpusEncoder

const SAMPLE_RATE = 24_000
const VOIP = 2048
const require = createRequire(import.meta.url)

/** The package has no types and is CommonJS. */
function decodeOpusModule(loaded: unknown): OpusEncoderClass {
  return loaded as OpusEncoderClass
}

/** A spoken request and a pause as Opus, 20 ms each, made beforehand: the callers' encoding is not measured. */
export function readVoicePackets(): readonly Buffer[] {
  const Opus = decodeOpusModule(require('opusscript'))
  const opus = new Opus(SAMPLE_RATE, 1, VOIP)
  const packets = readSpeechLoop().map((frame) => {
    const samples = decodePcm16(frame) ?? new Int16Array(0)
    return opus.encode(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), samples.length)
  })
  opus.delete()
  return packets
}
