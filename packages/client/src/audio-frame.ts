import { encodeBase64, isRecord, ParleyError } from '@parley/wire'
import type { RealtimeSessionConfig } from '@parley/wire'

/** Audio on its way to the server: 16-bit little-endian PCM (or the format that the session was configured for). */
export interface AudioFrame {
  /** base64, or the bytes themselves. */
  readonly data: string | Uint8Array
  /** Hz */
  readonly sampleRate: number
  readonly numChannels: number
  readonly samplesPerChannel?: number
  readonly itemId?: string
}

export function bytesOf(frame: AudioFrame): string {
  return typeof frame.data === 'string' ? frame.data : encodeBase64(frame.data)
}

/** The server would take audio of another rate and hear it at the wrong speed: better an error here. */
export function checkAudioFrame(frame: AudioFrame, config: RealtimeSessionConfig): void {
  const expected = inputRate(config)
  if (frame.sampleRate !== expected) {
    const rate = String(frame.sampleRate)
    throw new ParleyError('config', `sampleRate ${rate} is not the session's ${String(expected)} Hz; resample first`)
  }
  if (frame.numChannels !== 1) {
    throw new ParleyError('config', `numChannels ${String(frame.numChannels)} is not supported; mix down to 1 first`)
  }
}

function inputRate(config: RealtimeSessionConfig): number {
  const format = field(field(field(config.providerData, 'audio'), 'input'), 'format')
  const type = field(format, 'type')
  if (type === 'audio/pcmu' || type === 'audio/pcma') return 8_000
  const rate = field(format, 'rate')
  return typeof rate === 'number' ? rate : 24_000
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}
