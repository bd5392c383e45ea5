import { FRAME_SAMPLES } from './opus-codec.js'

/** A packet of the user's voice as it comes from the network: late, twice, out of order, or not at all. */
export interface VoicePacket {
  /** Of RTP: counts up by one per packet, modulo 65,536. */
  readonly sequence: number
  readonly payload: Uint8Array
}

/** Puts a user's packets in order and gives out one piece of sound per 20 ms. */
export interface VoiceReceiver {
  push(packet: VoicePacket): void
  /** Once per 20 ms. `undefined` until the first packet has come. */
  pull(): Int16Array | undefined
  readonly stats: VoiceReceiverStats
}

export interface VoiceReceiverStats {
  readonly receivedCount: number
  /** Made up because nothing had come in time. */
  readonly concealedCount: number
  /** Too late, twice, or too many at once. */
  readonly droppedCount: number
}

/** Packets that wait before the first is played: so much disorder of the network goes unheard. */
const TARGET_PACKETS = 3
/** More than this at once has piled up somewhere: the oldest go. */
const MAX_PACKETS = 25
/** Made-up sound fades over so many pieces; after that it is silence. */
const FADE_FRAMES = 5

/**
 * Without a clock of its own: whoever pulls is the clock. What comes too late is dropped; what does not come is the last
 * sound, fading, so that neither a detector nor a recognizer hears a click.
 */
export function createVoiceReceiver(decode: (payload: Uint8Array) => Int16Array | undefined): VoiceReceiver {
  const waiting = new Map<number, Uint8Array>()
  let next: number | undefined
  let isFilling = true
  let last: Int16Array = new Int16Array(FRAME_SAMPLES)
  let missedInRow = 0
  let receivedCount = 0
  let concealedCount = 0
  let droppedCount = 0

  const takeOldest = (): void => {
    const [oldest] = [...waiting.keys()].sort((a, b) => distance(a, b))
    if (oldest === undefined) return
    waiting.delete(oldest)
    droppedCount += 1
    next = (oldest + 1) & 0xffff
  }
  const conceal = (): Int16Array => {
    missedInRow += 1
    concealedCount += 1
    const gain = Math.max(0, 1 - missedInRow / FADE_FRAMES)
    return last.map((sample) => Math.round(sample * gain))
  }
  return {
    push({ sequence, payload }) {
      receivedCount += 1
      next ??= sequence
      // A stream that begins anew somewhere else is followed, not waited for.
      if (Math.abs(distance(sequence, next)) > 2 * MAX_PACKETS) {
        waiting.clear()
        next = sequence
      }
      if (distance(sequence, next) < 0 || waiting.has(sequence)) {
        droppedCount += 1
        return
      }
      waiting.set(sequence, payload)
      if (waiting.size > MAX_PACKETS) takeOldest()
    },
    pull() {
      if (next === undefined) return undefined
      if (isFilling && waiting.size < TARGET_PACKETS) return receivedCount === 0 ? undefined : conceal()
      isFilling = false
      const payload = waiting.get(next)
      if (payload === undefined) {
        // Nothing at all is a pause of the sender, and the next packet comes when it comes.
        if (waiting.size === 0) isFilling = missedInRow >= FADE_FRAMES
        else next = (next + 1) & 0xffff
        return conceal()
      }
      waiting.delete(next)
      next = (next + 1) & 0xffff
      const samples = decode(payload)
      if (samples === undefined || samples.length === 0) return conceal()
      missedInRow = 0
      last = samples.length === FRAME_SAMPLES ? samples : last
      return samples
    },
    get stats() {
      return { receivedCount, concealedCount, droppedCount }
    },
  }
}

/** How far `a` lies behind (negative) or before `b`, on the circle of sequence numbers. */
function distance(a: number, b: number): number {
  return ((a - b + 0x18000) & 0xffff) - 0x8000
}
