import type { VoiceActivityEngine, VoiceActivityStream } from '@parley/speech'
import type { SessionInput } from '../session/session-input.js'
import type { InputTimeline } from './input-timeline.js'

/** The voice detector of one session, opened and closed as its settings change. */
export interface Detector {
  readonly push: (samples: Int16Array) => void
  readonly open: (threshold: number) => void
  readonly close: () => void
  /** Closes it and resolves when nothing of it runs any more. */
  readonly end: () => Promise<void>
}

export interface DetectorParts {
  readonly engine: VoiceActivityEngine
  readonly timeline: InputTimeline
  readonly dispatch: (input: SessionInput) => void
}

/** A detector that dies is replaced; one that dies again and again is not worth having. */
const MAX_REPLACEMENTS = 3

export function createDetector({ engine, timeline, dispatch }: DetectorParts): Detector {
  const closing: Promise<void>[] = []
  let stream: VoiceActivityStream | undefined
  let replacements = 0

  const close = (): void => {
    const open = stream
    stream = undefined
    if (open !== undefined) closing.push(open.close().catch(() => {}))
  }
  const onDeath = (error: Error, threshold: number): void => {
    close()
    replacements += 1
    if (replacements <= MAX_REPLACEMENTS) open(threshold)
    else dispatch({ type: 'voice-activity-failed', problem: error.message })
  }
  const open = (threshold: number): void => {
    close()
    // A detector counts from its own first sample; the session from its own.
    const firstSample = timeline.headSample
    const opened = engine.open(
      {
        onFrame: ({ startSample, sampleCount, isSpeech }) => {
          if (stream !== opened) return
          dispatch({ type: 'voice-frame', startSample: startSample + firstSample, sampleCount, isSpeech })
        },
        onError: (error) => {
          if (stream === opened) onDeath(error, threshold)
        },
      },
      { threshold },
    )
    stream = opened
  }
  return {
    open,
    close,
    push: (samples) => stream?.push(samples),
    async end() {
      close()
      await Promise.all(closing)
    },
  }
}
