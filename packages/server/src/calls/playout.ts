import { CALL_SAMPLE_RATE, FRAME_MS, FRAME_SAMPLES } from './opus-codec.js'

/** Sound of one item, to be played after what waits already. */
export interface PlayoutChunk {
  readonly responseId: string
  readonly itemId: string
  readonly contentIndex: number
  readonly samples: Int16Array
}

/** What a listener is told of the sound that really goes out. */
export type PlayoutEvent =
  | { readonly type: 'started'; readonly responseId: string }
  | { readonly type: 'stopped'; readonly responseId: string }
  | { readonly type: 'cleared'; readonly responseId: string }

/** An item of which the rest will not be heard. */
export interface CutItem {
  readonly itemId: string
  readonly contentIndex: number
  readonly playedMs: number
}

export interface PlayoutFrame {
  /** 20 ms; `undefined`: nothing is said. */
  readonly samples: Int16Array | undefined
  readonly events: readonly PlayoutEvent[]
}

/** The sound of one call on its way out: what was made ahead of time waits here and goes out at the pace of speech. */
export interface Playout {
  push(chunk: PlayoutChunk): void
  /** No more sound of that response will come. */
  finish(responseId: string): readonly PlayoutEvent[]
  /** Once per 20 ms. */
  pull(): PlayoutFrame
  /** Forgets what waits. */
  clear(): { readonly events: readonly PlayoutEvent[]; readonly cut: readonly CutItem[] }
  readonly waitingMs: number
}

interface Waiting extends PlayoutChunk {
  offset: number
}

/** Items whose beginning was played are remembered while so many newer ones are. */
const MAX_ITEMS = 50

/** Deterministic and without a clock: whoever pulls is the clock. */
export function createPlayout(): Playout {
  return new PlayoutQueue()
}

class PlayoutQueue implements Playout {
  #queue: Waiting[] = []
  #waitingSamples = 0
  /** The response that is being heard. */
  #playing: string | undefined
  /** Responses of which no more sound will come. */
  readonly #finished = new Set<string>()
  /** Samples that went out, by item. */
  readonly #played = new Map<string, number>()

  get waitingMs(): number {
    return Math.round((this.#waitingSamples / FRAME_SAMPLES) * FRAME_MS)
  }

  push(chunk: PlayoutChunk): void {
    if (chunk.samples.length === 0) return
    this.#queue.push({ ...chunk, offset: 0 })
    this.#waitingSamples += chunk.samples.length
  }

  finish(responseId: string): readonly PlayoutEvent[] {
    // An answer without sound has nothing to end.
    if (this.#playing !== responseId && !this.#isWaiting(responseId)) return []
    this.#finished.add(responseId)
    return this.#endOf(responseId)
  }

  pull(): PlayoutFrame {
    if (this.#queue.length === 0) return { samples: undefined, events: [] }
    const samples = new Int16Array(FRAME_SAMPLES)
    const begun = this.#fill(samples)
    return { samples, events: this.#playing === undefined ? begun : [...begun, ...this.#endOf(this.#playing)] }
  }

  clear(): { readonly events: readonly PlayoutEvent[]; readonly cut: readonly CutItem[] } {
    const cut = cutItems(this.#queue, this.#played)
    const heard = this.#playing
    this.#queue = []
    this.#waitingSamples = 0
    this.#playing = undefined
    this.#finished.clear()
    return { cut, events: heard === undefined ? [] : [{ type: 'cleared', responseId: heard }] }
  }

  #fill(frame: Int16Array): readonly PlayoutEvent[] {
    const events: PlayoutEvent[] = []
    let filled = 0
    for (let chunk = this.#queue[0]; chunk !== undefined && filled < FRAME_SAMPLES; chunk = this.#queue[0]) {
      // What follows belongs to another answer: it begins with a frame of its own.
      if (filled > 0 && chunk.responseId !== this.#playing) break
      events.push(...this.#begin(chunk.responseId))
      const count = Math.min(FRAME_SAMPLES - filled, chunk.samples.length - chunk.offset)
      frame.set(chunk.samples.subarray(chunk.offset, chunk.offset + count), filled)
      this.#remember(chunk.itemId, count)
      chunk.offset += count
      filled += count
      if (chunk.offset >= chunk.samples.length) this.#queue.shift()
    }
    this.#waitingSamples -= filled
    return events
  }

  #begin(responseId: string): readonly PlayoutEvent[] {
    const before = this.#playing
    if (before === responseId) return []
    this.#playing = responseId
    const started = { type: 'started', responseId } as const
    return before === undefined ? [started] : [{ type: 'stopped', responseId: before }, started]
  }

  /** The response that plays has been said to its end. */
  #endOf(responseId: string): readonly PlayoutEvent[] {
    if (this.#playing !== responseId || !this.#finished.has(responseId) || this.#isWaiting(responseId)) return []
    this.#playing = undefined
    this.#finished.delete(responseId)
    return [{ type: 'stopped', responseId }]
  }

  #isWaiting(responseId: string): boolean {
    return this.#queue.some((chunk) => chunk.responseId === responseId)
  }

  #remember(itemId: string, count: number): void {
    this.#played.set(itemId, (this.#played.get(itemId) ?? 0) + count)
    const [oldest] = this.#played.keys()
    if (this.#played.size > MAX_ITEMS && oldest !== undefined) this.#played.delete(oldest)
  }
}

function cutItems(queue: readonly Waiting[], played: ReadonlyMap<string, number>): readonly CutItem[] {
  const items = new Map(queue.map(({ itemId, contentIndex }) => [itemId, contentIndex]))
  return [...items].map(([itemId, contentIndex]) => ({
    itemId,
    contentIndex,
    playedMs: Math.floor(((played.get(itemId) ?? 0) * 1000) / CALL_SAMPLE_RATE),
  }))
}
