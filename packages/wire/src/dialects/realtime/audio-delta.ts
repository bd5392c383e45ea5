import type { WireFrame } from '../../frame.js'
import { AudioOut } from '../../realtime-audio.js'

/** Format of output audio where a server does not name one, as the GA servers never do. */
export const DEFAULT_SAMPLE_RATE = 24_000

/**
 * `response.output_audio.delta` (or its beta name) → event, without the schema library: most frames of a call are of
 * this one type. `undefined` for every other frame and for one that the schema would not let pass.
 */
export function readAudioDelta(frame: WireFrame): AudioOut | undefined {
  if (frame.type !== 'response.output_audio.delta' && frame.type !== 'response.audio.delta') return undefined
  const data = frame['delta']
  if (typeof data !== 'string' || !isAbsentOrText(frame['event_id']) || !isAbsentOrNumber(frame['output_index'])) {
    return undefined
  }
  const { item_id: itemId, response_id: responseId, content_index: contentIndex } = frame
  const { sample_rate: sampleRate, channels: numChannels, samples_per_channel: samplesPerChannel } = frame
  if (!isAbsentOrText(itemId) || !isAbsentOrText(responseId) || !isAbsentOrNumber(contentIndex)) return undefined
  if (!isAbsentOrCount(sampleRate) || !isAbsentOrCount(numChannels) || !isAbsentOrNumber(samplesPerChannel)) {
    return undefined
  }
  return new AudioOut({
    data,
    sampleRate: sampleRate ?? DEFAULT_SAMPLE_RATE,
    numChannels: numChannels ?? 1,
    samplesPerChannel: samplesPerChannel ?? undefined,
    itemId: itemId ?? undefined,
    responseId: responseId ?? undefined,
    contentIndex: contentIndex ?? undefined,
  })
}

function isAbsentOrText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string'
}

function isAbsentOrNumber(value: unknown): value is number | null | undefined {
  return value === undefined || value === null || (typeof value === 'number' && !Number.isNaN(value))
}

function isAbsentOrCount(value: unknown): value is number | null | undefined {
  return value === undefined || value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 1)
}
