import type { RealtimeEvent } from '@parley/wire'
import type { AudioSink } from '../audio-sink.js'
import type { BoundedEventQueue } from '../bounded-event-queue.js'

/** Where speech goes: into a sink, or as events to whoever reads them. */
export interface Playback {
  /** The audio of this event. */
  play(itemId: string, event: RealtimeEvent | undefined): void
  stop(): void
  resume(itemId: string, fromMs: number): void
}

export function createPlayback(sink: AudioSink | undefined, queue: BoundedEventQueue): Playback {
  let hasPlayed = false
  return {
    play(itemId, event) {
      if (event?.type !== 'audio_out') return
      const { pcm, sampleRate, numChannels } = event
      const chunk = { itemId, pcm, sampleRate, numChannels }
      hasPlayed = true
      if (sink === undefined) queue.push({ type: 'audio', ...chunk })
      else sink.play(chunk)
    },
    stop() {
      if (sink !== undefined) sink.stop()
      else if (hasPlayed) queue.push({ type: 'playback-stopped' })
      hasPlayed = false
    },
    resume(itemId, fromMs) {
      sink?.resume?.(itemId, fromMs)
    },
  }
}
