import type { AudioChunk, AudioSink, PlayedPosition } from '@parley/conversation'

interface Waiting {
  readonly itemId: string
  readonly samples: number
  readonly sampleRate: number
}

/** A loudspeaker in virtual time: it plays as far as a test lets it, at once, and tells each position. */
export class VirtualPlayer implements AudioSink {
  readonly #onPlayed: (itemId: string, playedMs: number) => void
  readonly #playedSamples = new Map<string, number>()
  #waiting: readonly Waiting[] = []
  #position: PlayedPosition | undefined
  #allowedMs = Infinity
  /** How often it was told to stop. */
  stops = 0

  constructor(onPlayed: (itemId: string, playedMs: number) => void) {
    this.#onPlayed = onPlayed
  }

  /** From here on it plays so much and then stands still, as if time did. */
  allow(ms: number): void {
    this.#allowedMs = ms
    this.#playWaiting()
  }

  /** All that it was allowed is played. */
  get isStill(): boolean {
    return this.#allowedMs <= 0
  }

  play({ itemId, pcm, sampleRate, numChannels }: AudioChunk): void {
    this.#waiting = [...this.#waiting, { itemId, samples: pcm.length / numChannels, sampleRate }]
    this.#playWaiting()
  }

  stop(): void {
    this.stops += 1
    this.#waiting = []
  }

  position(): PlayedPosition | undefined {
    return this.#position
  }

  #playWaiting(): void {
    for (let [next] = this.#waiting; next !== undefined && this.#allowedMs > 0; [next] = this.#waiting) {
      const samples = Math.min(next.samples, Math.round((this.#allowedMs * next.sampleRate) / 1000))
      const rest = { ...next, samples: next.samples - samples }
      this.#waiting = rest.samples > 0 ? [rest, ...this.#waiting.slice(1)] : this.#waiting.slice(1)
      this.#allowedMs -= (samples / next.sampleRate) * 1000
      this.#tell(next, samples)
    }
  }

  #tell({ itemId, sampleRate }: Waiting, samples: number): void {
    const playedSamples = (this.#playedSamples.get(itemId) ?? 0) + samples
    this.#playedSamples.set(itemId, playedSamples)
    this.#position = { itemId, playedSamples, sampleRate }
    this.#onPlayed(itemId, (playedSamples / sampleRate) * 1000)
  }
}
