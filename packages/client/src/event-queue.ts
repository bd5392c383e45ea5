import { ParleyError } from '@parley/wire'
import type { RealtimeEvent } from '@parley/wire'

export interface EventQueueLimits {
  /** Characters of base64 audio kept for a reader that is late; beyond it the oldest audio goes, and is counted. */
  readonly maxAudioChars: number
  /** Events of all kinds kept; beyond it the connection fails, because nothing but audio may be dropped. */
  readonly maxEvents: number
}

/** About 17 minutes of speech; nobody who reads at all comes near. */
export const defaultQueueLimits: EventQueueLimits = { maxAudioChars: 64 * 1024 * 1024, maxEvents: 100_000 }

interface Waiting {
  readonly resolve: (event: RealtimeEvent | null) => void
}

/**
 * Events between the socket and one reader. Overflow: audio is dropped, oldest first, and counted in `droppedAudio`;
 * too many events of any kind make `push` return false.
 */
export class EventQueue {
  #events: (RealtimeEvent | undefined)[] = []
  #head = 0
  #audioChars = 0
  #ended = false
  #waiting: Waiting | undefined
  droppedAudio = 0
  readonly #limits: EventQueueLimits

  constructor(limits: EventQueueLimits = defaultQueueLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.#events.length - this.#head
  }

  /** False when the queue is full and the event was not taken. After `end` events are ignored. */
  push(event: RealtimeEvent): boolean {
    if (this.#ended) return true
    if (this.#waiting !== undefined) {
      const { resolve } = this.#waiting
      this.#waiting = undefined
      resolve(event)
      return true
    }
    if (this.length >= this.#limits.maxEvents && event.type !== 'error') return false
    this.#events.push(event)
    if (event.type === 'audio_out') {
      this.#audioChars += event.data.length
      if (this.#audioChars > this.#limits.maxAudioChars) this.#dropOldestAudio()
    }
    return true
  }

  /** No more events; a waiting reader gets `null`, what is queued can still be read. */
  end(): void {
    this.#ended = true
    this.#waiting?.resolve(null)
    this.#waiting = undefined
  }

  next(signal: AbortSignal | undefined): Promise<RealtimeEvent | null> {
    if (signal?.aborted === true) return Promise.reject(abortedError(signal))
    const event = this.#take()
    if (event !== undefined) return Promise.resolve(event)
    if (this.#ended) return Promise.resolve(null)
    if (this.#waiting !== undefined) {
      return Promise.reject(new ParleyError('config', 'nextEvent is already waiting; a connection has one reader'))
    }
    return this.#wait(signal)
  }

  #wait(signal: AbortSignal | undefined): Promise<RealtimeEvent | null> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        if (this.#waiting === waiting) this.#waiting = undefined
        reject(abortedError(signal))
      }
      const waiting: Waiting = {
        resolve: (event) => {
          signal?.removeEventListener('abort', onAbort)
          resolve(event)
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiting = waiting
    })
  }

  #take(): RealtimeEvent | undefined {
    const event = this.#events[this.#head]
    if (event === undefined) return undefined
    if (event.type === 'audio_out') this.#audioChars -= event.data.length
    // What was read is let go at once: audio that lives on costs the garbage collector more than all else here.
    this.#events[this.#head] = undefined
    this.#head += 1
    if (this.#head === this.#events.length) this.#reset([])
    else if (this.#head > 1024 && this.#head * 2 > this.#events.length) this.#reset(this.#events.slice(this.#head))
    return event
  }

  #reset(events: (RealtimeEvent | undefined)[]): void {
    this.#events = events
    this.#head = 0
  }

  #dropOldestAudio(): void {
    const index = this.#events.findIndex((event, at) => at >= this.#head && event?.type === 'audio_out')
    const [dropped] = this.#events.splice(index, 1)
    if (dropped?.type === 'audio_out') this.#audioChars -= dropped.data.length
    this.droppedAudio += 1
  }
}

function abortedError(signal: AbortSignal | undefined): ParleyError {
  return new ParleyError('aborted', 'nextEvent was aborted by its signal', { cause: signal?.reason })
}
