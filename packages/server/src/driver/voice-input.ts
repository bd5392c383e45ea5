import { ENGINE_SAMPLE_RATE } from '@parley/speech'
import type { Resampler, ResamplerFactory, VoiceActivityEngine } from '@parley/speech'
import type { AudioFormat } from '@parley/wire/realtime'
import type { SessionInput } from '../session/session-input.js'
import { pcm24k } from '../session/session-settings.js'
import { decodeAppendedAudio, sampleRateOf } from './audio-formats.js'
import { createDetector } from './detector.js'
import { createInputTimeline } from './input-timeline.js'
import type { InputTimeline } from './input-timeline.js'

/** The ear of one session: audio from the wire onto the timeline and into the detector. */
export interface VoiceInput {
  readonly timeline: InputTimeline
  append(audio: string, eventId: string | undefined): void
  setFormat(format: AudioFormat): void
  openDetector(threshold: number): void
  closeDetector(): void
  /** No input is dispatched any more. */
  close(): Promise<void>
}

export interface VoiceInputParts {
  readonly engine: VoiceActivityEngine
  readonly createResampler: ResamplerFactory
  readonly dispatch: (input: SessionInput) => void
}

export function createVoiceInput({ engine, createResampler, dispatch }: VoiceInputParts): VoiceInput {
  const timeline = createInputTimeline()
  const detector = createDetector({ engine, timeline, dispatch })
  let format: AudioFormat = pcm24k
  let resampler: Resampler = createResampler(sampleRateOf(format), ENGINE_SAMPLE_RATE)

  return {
    timeline,
    openDetector: detector.open,
    closeDetector: detector.close,
    append(audio, eventId) {
      const decoded = decodeAppendedAudio(audio, format)
      if (!decoded.ok) {
        dispatch({ type: 'audio-refused', ...decoded, ...(eventId === undefined ? {} : { eventId }) })
        return
      }
      const samples = resampler.process(decoded.samples)
      timeline.append(samples)
      dispatch({ type: 'audio-appended', sampleCount: samples.length })
      detector.push(samples)
    },
    setFormat(next) {
      resampler.close()
      format = next
      resampler = createResampler(sampleRateOf(format), ENGINE_SAMPLE_RATE)
    },
    async close() {
      const ended = detector.end()
      resampler.close()
      await ended
    },
  }
}
