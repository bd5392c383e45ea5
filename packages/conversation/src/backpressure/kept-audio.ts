import type { AudioFrame } from '../realtime-connection.js'

/** The microphone's audio while there is no connection. */
export interface KeptAudio {
  /** Overflow: the oldest frames are dropped and counted. */
  keep(frame: AudioFrame): void
  /** Everything kept, oldest first; nothing is kept any more. */
  take(): readonly AudioFrame[]
  readonly keptMs: number
  /** Audio that was dropped since the beginning. */
  readonly droppedMs: number
}

const BYTES_PER_SAMPLE = 2

/** Keeps the newest audio up to a length. Bounded also against frames that hold next to nothing. */
export function createKeptAudio(maxMs: number, maxFrames = 10_000): KeptAudio {
  let frames: { readonly frame: AudioFrame; readonly ms: number }[] = []
  let keptMs = 0
  let droppedMs = 0

  const dropOldest = (): void => {
    const ms = frames.shift()?.ms ?? 0
    keptMs -= ms
    droppedMs += ms
  }
  return {
    keep(frame) {
      const ms = audioFrameMs(frame)
      frames.push({ frame, ms })
      keptMs += ms
      while (frames.length > 0 && (keptMs > maxMs || frames.length > maxFrames)) dropOldest()
    },
    take() {
      const taken = frames.map(({ frame }) => frame)
      frames = []
      keptMs = 0
      return taken
    },
    get keptMs() {
      return Math.round(keptMs)
    },
    get droppedMs() {
      return Math.round(droppedMs)
    },
  }
}

function audioFrameMs({ data, sampleRate, numChannels }: AudioFrame): number {
  const bytes = typeof data === 'string' ? Math.floor((data.length * 3) / 4) : data.byteLength
  const ms = (bytes / BYTES_PER_SAMPLE / numChannels / sampleRate) * 1000
  return Number.isFinite(ms) ? ms : 0
}
