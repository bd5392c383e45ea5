import { FRAME_SAMPLES } from './opus-codec.js'

/** A packet of the user's voice as it comes from the network: late, twice, out of order, or not at all. */
export interface VoicePacket {
  /** Of RTP: counts up by one per packet, modulo 65,536. */
  readonly sequence: number
  readonly payload: Uint8Array
}

/** Puts a user's packets in order and gives out their sound, in pieces of 20 ms. */
export interface VoiceReceiver {
  push(packet: VoicePacket): void
  /** Once per 20 ms: everything that can be heard by now. Nothing until the first packet has come. */
  pull(): readonly Int16Array[]
  readonly stats: VoiceReceiverStats
}

export interface VoiceReceiverStats {
  readonly receivedCount: number
  /** Made up because nothing had come in time. */
  readonly concealedCount: number
  /** Too late, twice, or too many at once. */
  readonly droppedCount: number
}

/** So many later packets, or pulls without sound, and a packet that is missing is given up. */
const REORDER_PACKETS = 3
/** Pulls without sound after which the user's silence is made up, from its beginning on. A busy machine stalls for shorter. */
const PATIENCE_PULLS = 10
/** Farther from the expected number than this, a stream has begun anew somewhere else. */
const MAX_LEAP = 50
/** Made-up sound fades over so many pieces; after that it is silence. */
const FADE_FRAMES = 5

/**
 * Without a clock of its own: whoever pulls is the clock. Who listens is a recognizer and no ear, so sound needs no even pace: what
 * is there is given out at once, and a stall of the network or of a busy process neither tears words apart nor adds delay. What does
 * not come is the last sound, fading, so that nobody hears a click.
 */
export function createVoiceReceiver(decode: (payload: Uint8Array) => Int16Array | undefined): VoiceReceiver {
  return new OrderedVoice(decode)
}

class OrderedVoice implements VoiceReceiver {
  readonly #decode: (payload: Uint8Array) => Int16Array | undefined
  readonly #waiting = new Map<number, Uint8Array>()
  readonly #counts = { receivedCount: 0, concealedCount: 0, droppedCount: 0 }
  #next: number | undefined
  #last: Int16Array = new Int16Array(FRAME_SAMPLES)
  #missedInRow = 0
  #pullsWithoutSound = 0

  constructor(decode: (payload: Uint8Array) => Int16Array | undefined) {
    this.#decode = decode
  }

  get stats(): VoiceReceiverStats {
    return { ...this.#counts }
  }

  push({ sequence, payload }: VoicePacket): void {
    this.#counts.receivedCount += 1
    this.#next ??= sequence
    if (Math.abs(distance(sequence, this.#next)) > MAX_LEAP) {
      this.#counts.droppedCount += this.#waiting.size
      this.#waiting.clear()
      this.#next = sequence
    }
    if (distance(sequence, this.#next) < 0 || this.#waiting.has(sequence)) this.#counts.droppedCount += 1
    else this.#waiting.set(sequence, payload)
  }

  pull(): readonly Int16Array[] {
    if (this.#next === undefined) return []
    const frames = this.#takeInOrder()
    this.#pullsWithoutSound = frames.length > 0 ? 0 : this.#pullsWithoutSound + 1
    if (this.#pullsWithoutSound < PATIENCE_PULLS) return frames
    // The sender pauses: what was waited for is silence, and from now on each pull is.
    const count = this.#pullsWithoutSound === PATIENCE_PULLS ? PATIENCE_PULLS : 1
    return Array.from({ length: count }, () => this.#conceal())
  }

  #takeInOrder(): readonly Int16Array[] {
    const frames: Int16Array[] = []
    while (this.#waiting.size > 0 && this.#next !== undefined) {
      const payload = this.#waiting.get(this.#next)
      const isGivenUp = this.#waiting.size >= REORDER_PACKETS || this.#pullsWithoutSound >= REORDER_PACKETS
      if (payload === undefined && !isGivenUp) break
      this.#waiting.delete(this.#next)
      this.#next = (this.#next + 1) & 0xffff
      frames.push(payload === undefined ? this.#conceal() : this.#hear(payload))
    }
    return frames
  }

  #hear(payload: Uint8Array): Int16Array {
    const samples = this.#decode(payload)
    if (samples === undefined || samples.length === 0) return this.#conceal()
    this.#missedInRow = 0
    this.#last = samples.length === FRAME_SAMPLES ? samples : this.#last
    return samples
  }

  #conceal(): Int16Array {
    this.#missedInRow += 1
    this.#counts.concealedCount += 1
    const gain = Math.max(0, 1 - this.#missedInRow / FADE_FRAMES)
    return this.#last.map((sample) => Math.round(sample * gain))
  }
}

/** How far `a` lies behind (negative) or before `b`, on the circle of sequence numbers. */
function distance(a: number, b: number): number {
  return ((a - b + 0x18000) & 0xffff) - 0x8000
}
