import { ENGINE_SAMPLE_RATE } from '@parley/speech'

/** Position or length at 16 kHz → whole ms, rounded down, so that positions never run ahead of the audio. */
export function msFromEngineSamples(sampleCount: number): number {
  return Math.floor((sampleCount * 1000) / ENGINE_SAMPLE_RATE)
}

export function engineSamplesFromMs(ms: number): number {
  return Math.max(0, Math.round((ms * ENGINE_SAMPLE_RATE) / 1000))
}
