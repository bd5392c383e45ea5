import type { Clock } from './clock.js'
import type { TransportSocket } from './transport.js'

/**
 * Tells when a peer has been silent for too long. Asks for a sign of life three times per limit, so that a peer that
 * merely has nothing to say is not taken for dead; costs one timer, not one per frame.
 */
export class IdleWatch {
  readonly #clock: Clock
  readonly #socket: TransportSocket
  readonly #limitMs: number
  readonly #onDead: () => void
  #lastAliveMs: number
  #cancel: () => void

  constructor(clock: Clock, socket: TransportSocket, limitMs: number, onDead: () => void) {
    this.#clock = clock
    this.#socket = socket
    this.#limitMs = limitMs
    this.#onDead = onDead
    this.#lastAliveMs = clock.now()
    this.#cancel = this.#scheduleLook(this.#stepMs)
  }

  touch(): void {
    this.#lastAliveMs = this.#clock.now()
  }

  stop(): void {
    this.#cancel()
  }

  get #stepMs(): number {
    return Math.ceil(this.#limitMs / 3)
  }

  #scheduleLook(delayMs: number): () => void {
    const dueMs = this.#clock.now() + delayMs
    return this.#clock.schedule(delayMs, () => {
      this.#look(this.#clock.now() - dueMs)
    })
  }

  #look(lateMs: number): void {
    const silentMs = this.#clock.now() - this.#lastAliveMs
    // A look that comes late means that this process stood still: what the peer sent meanwhile is not read yet.
    if (silentMs >= this.#limitMs && lateMs < this.#stepMs) {
      this.#onDead()
      return
    }
    this.#socket.ping?.()
    const restMs = Math.ceil(this.#limitMs - silentMs)
    this.#cancel = this.#scheduleLook(restMs > 0 ? Math.min(this.#stepMs, restMs) : this.#stepMs)
  }
}
