import type { AudioChunk, AudioSink, Clock } from '@parley/conversation'
import { addPiece, playbackDeadline, playUntil, positionAt, silentPlayback } from './playback-machine.js'
import type { HeardPosition } from './playback-machine.js'

/** Speech on its way to the clients of a conversation, and what is known of what they have heard. */
export interface ClientPlayer extends AudioSink {
  /** A client has said what it has played: from here on only that counts. */
  believe(heard: HeardPosition): void
  /** The clients of this voice are gone: the next voice's are believed or estimated anew. */
  reset(): void
}

export interface ClientPlayerOptions {
  readonly clock: Clock
  /** Whether any client takes sound now. What nobody takes nobody hears. */
  readonly hasListeners: () => boolean
  readonly give: (chunk: AudioChunk) => void
  readonly stopClients: () => void
  readonly report: (heard: HeardPosition) => void
}

const POSITION_RATE = 24_000

export function createClientPlayer(options: ClientPlayerOptions): ClientPlayer {
  const { clock, hasListeners, give, stopClients, report } = options
  let playback = silentPlayback
  let told: HeardPosition | undefined
  let forgetTimer: (() => void) | undefined

  const wait = (): void => {
    forgetTimer?.()
    const dueAtMs = playbackDeadline(playback)
    forgetTimer = dueAtMs === undefined ? undefined : clock.setTimer(dueAtMs, moveOn)
  }
  const moveOn = (): void => {
    const { state, heard } = playUntil(playback, clock.now())
    playback = state
    wait()
    for (const position of heard) report(position)
  }
  const forget = (): void => {
    playback = silentPlayback
    wait()
  }
  return {
    play(chunk) {
      give(chunk)
      if (told !== undefined || !hasListeners()) return
      const { itemId, pcm, numChannels, sampleRate } = chunk
      playback = addPiece(playback, itemId, (pcm.length / numChannels / sampleRate) * 1000, clock.now())
      wait()
    },
    stop() {
      forget()
      stopClients()
    },
    position() {
      const heard = told ?? positionAt(playback, clock.now())
      if (heard === undefined) return undefined
      const playedSamples = Math.round((heard.playedMs * POSITION_RATE) / 1000)
      return { itemId: heard.itemId, playedSamples, sampleRate: POSITION_RATE }
    },
    believe(heard) {
      if (told === undefined) forget()
      told = heard
    },
    reset() {
      told = undefined
      forget()
    },
  }
}
