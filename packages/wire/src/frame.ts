import { encodeBase64 } from './audio/base64.js'
import { decodeJsonObject } from './json-object.js'
import type { JsonObject } from './json-object.js'

/** A JSON object with a string `type`: what both dialects put in one WebSocket text frame. Not yet checked further. */
export interface WireFrame {
  readonly type: string
  readonly [field: string]: unknown
}

function hasType(value: JsonObject): value is WireFrame {
  return typeof value['type'] === 'string'
}

/**
 * Text of one frame → frame, or `undefined` when it is not JSON, not an object or has no string `type`.
 * Never throws. Unknown types and extra fields are kept as they came.
 */
export function decodeFrame(text: string): WireFrame | undefined {
  const value = decodeJsonObject(text)
  return value !== undefined && hasType(value) ? value : undefined
}

/** Frame → text. Fields that are `undefined` are left out; `null` is kept, because the protocol gives it a meaning. */
export function encodeFrame(frame: { readonly type: string }): string {
  return JSON.stringify(frame)
}

/**
 * `encodeFrame` of an `input_audio_buffer.append`, the same in both dialects, with these bytes as base64: fifty and more
 * of them go out each second, and base64 has nothing that JSON would escape. All ASCII.
 */
export function encodeAudioAppend(audio: Uint8Array): string {
  return `{"type":"input_audio_buffer.append","audio":"${encodeBase64(audio)}"}`
}
