import {
  decodeBase64,
  decodePcma,
  decodePcmu,
  encodeBase64,
  encodePcm16,
  encodePcma,
  encodePcmu,
  pcm16FromBytes,
} from '@parley/wire'
import type { AudioFormat } from '@parley/wire/realtime'

/** Of the audio on the wire: 24 kHz for PCM, 8 kHz for G.711. */
export function sampleRateOf(format: AudioFormat): number {
  return format.type === 'audio/pcm' ? (format.rate ?? 24_000) : 8000
}

export type DecodedAudio =
  | { readonly ok: true; readonly samples: Int16Array }
  | { readonly ok: false; readonly code: string; readonly problem: string }

const MAX_APPEND_BYTES = 15 * 1024 * 1024
const MAX_APPEND_CHARS = Math.ceil(MAX_APPEND_BYTES / 3) * 4

/** The audio of one `input_audio_buffer.append`, or what is wrong with it. */
export function decodeAppendedAudio(audio: string, format: AudioFormat): DecodedAudio {
  if (audio.length > MAX_APPEND_CHARS) {
    const problem = `Invalid 'audio': string too long. Expected a string with maximum length ${MAX_APPEND_CHARS}, but got a string with length ${audio.length} instead.`
    return { ok: false, code: 'string_above_max_length', problem }
  }
  const bytes = decodeBase64(audio)
  if (bytes === undefined) {
    const problem = `Invalid 'audio'. Expected base64-encoded audio bytes (${format.type}) but got invalid base64-encoded bytes.`
    return { ok: false, code: 'invalid_value', problem }
  }
  if (format.type === 'audio/pcmu') return { ok: true, samples: decodePcmu(bytes) }
  if (format.type === 'audio/pcma') return { ok: true, samples: decodePcma(bytes) }
  if (bytes.length % 2 === 0) return { ok: true, samples: pcm16FromBytes(bytes) }
  const problem = `Invalid 'audio'. Expected 16-bit samples but got an odd number of bytes: ${bytes.length}.`
  return { ok: false, code: 'invalid_value', problem }
}

/** Samples at the format's rate → base64. */
export function encodeAudio(samples: Int16Array, format: AudioFormat): string {
  if (format.type === 'audio/pcmu') return encodeBase64(encodePcmu(samples))
  if (format.type === 'audio/pcma') return encodeBase64(encodePcma(samples))
  return encodePcm16(samples)
}
