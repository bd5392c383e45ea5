import { ENGINE_SAMPLE_RATE } from '@parley/speech'
import type { Resampler, ResamplerFactory, VoiceActivityEngine, VoiceActivityStream } from '@parley/speech'
import type { AudioFormat } from '@parley/wire/realtime'
import type { SessionInput } from '../session/session-input.js'
import { pcm24k } from '../session/session-settings.js'
import { decodeAppendedAudio, sampleRateOf } from './audio-formats.js'
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

/** A detector that dies is replaced; one that dies again and again is not worth having. */
const MAX_REPLACEMENTS = 3

export function createVoiceInput({ engine, createResampler, dispatch }: VoiceInputParts): VoiceInput {
  const timeline = createInputTimeline()
  const closing: Promise<void>[] = []
  let format: AudioFormat = pcm24k
  let resampler: Resampler = createResampler(sampleRateOf(format), ENGINE_SAMPLE_RATE)
  let detector: VoiceActivityStream | undefined
  let replacements = 0

  const closeDetector = (): void => {
    const open = detector
    detector = undefined
    if (open !== undefined) closing.push(open.close().catch(() => {}))
  }
  const openDetector = (threshold: number): void => {
    closeDetector()
    // A detector counts from its own first sample; the session from its own.
    const firstSample = timeline.headSample
    const isCurrent = (): boolean => detector === opened
    const opened = engine.open(
      {
        onFrame: ({ startSample, sampleCount, isSpeech }) => {
          if (!isCurrent()) return
          dispatch({ type: 'voice-frame', startSample: startSample + firstSample, sampleCount, isSpeech })
        },
        onError: (error) => {
          if (!isCurrent()) return
          closeDetector()
          replacements += 1
          if (replacements <= MAX_REPLACEMENTS) openDetector(threshold)
          else dispatch({ type: 'voice-activity-failed', problem: error.message })
        },
      },
      { threshold },
    )
    detector = opened
  }

  return {
    timeline,
    openDetector,
    closeDetector,
    append(audio, eventId) {
      const decoded = decodeAppendedAudio(audio, format)
      if (!decoded.ok) {
        dispatch({ type: 'audio-refused', ...decoded, ...(eventId === undefined ? {} : { eventId }) })
        return
      }
      const samples = resampler.process(decoded.samples)
      timeline.append(samples)
      dispatch({ type: 'audio-appended', sampleCount: samples.length })
      detector?.push(samples)
    },
    setFormat(next) {
      resampler.close()
      format = next
      resampler = createResampler(sampleRateOf(format), ENGINE_SAMPLE_RATE)
    },
    async close() {
      closeDetector()
      resampler.close()
      await Promise.all(closing)
    },
  }
}
