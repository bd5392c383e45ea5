import { createRequire } from 'node:module'

/** Opus for one call, both directions: 24 kHz, mono, 20 ms. */
export interface OpusCodec {
  /** Exactly 480 samples → one packet. */
  encode(samples: Int16Array): Uint8Array
  /** One packet → its samples; `undefined` for what is no Opus. */
  decode(packet: Uint8Array): Int16Array | undefined
  close(): void
}

/** Sample rate at which calls are heard and spoken. */
export const CALL_SAMPLE_RATE = 24_000
export const FRAME_MS = 20
export const FRAME_SAMPLES = (CALL_SAMPLE_RATE * FRAME_MS) / 1000
/** The library's memory has room for so many codecs at a time, with some to spare. */
export const MAX_CODECS = 64

const BITS_PER_SECOND = 32_000
const VOIP = 2048
/** Longest packet that Opus knows. */
const MAX_PACKET_BYTES = 1275 * 3

interface OpusScript {
  encode(pcm: Buffer, frameSamples: number): Buffer
  decode(packet: Uint8Array): Buffer
  setBitrate(bitsPerSecond: number): void
  delete(): void
}
type OpusScriptClass = new (sampleRate: number, channels: number, application: number) => OpusScript

const require = createRequire(import.meta.url)

/** The package has no types and is CommonJS. */
function decodeOpusModule(loaded: unknown): OpusScriptClass {
  return loaded as OpusScriptClass
}

/** The library is loaded with the first call: a server without calls does not need it. */
export function createOpusCodec(): OpusCodec {
  const Opus = decodeOpusModule(require('opusscript'))
  const opus = new Opus(CALL_SAMPLE_RATE, 1, VOIP)
  opus.setBitrate(BITS_PER_SECOND)
  const decodeBytes = (packet: Uint8Array): Int16Array => {
    const bytes = opus.decode(packet)
    return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1)
  }
  let isClosed = false
  return {
    encode: (samples) =>
      opus.encode(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), samples.length),
    decode(packet) {
      if (packet.length === 0 || packet.length > MAX_PACKET_BYTES) return undefined
      try {
        return decodeBytes(packet)
      } catch {
        return undefined
      }
    },
    close() {
      if (isClosed) return
      isClosed = true
      opus.delete()
    },
  }
}
