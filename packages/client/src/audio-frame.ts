import { isRecord } from '@parley/wire'
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

/** False for audio that the server would hear at the wrong speed. */
export function isSessionFormat(frame: AudioFrame, config: RealtimeSessionConfig): boolean {
  return frame.sampleRate === inputRate(config) && frame.numChannels === 1
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
