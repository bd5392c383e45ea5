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
    this.#cancel = this.#scheduleLook()
  }

  touch(): void {
    this.#lastAliveMs = this.#clock.now()
  }

  stop(): void {
    this.#cancel()
  }

  #scheduleLook(): () => void {
    return this.#clock.schedule(this.#limitMs / 3, () => {
      if (this.#clock.now() - this.#lastAliveMs >= this.#limitMs) {
        this.#onDead()
        return
      }
      this.#socket.ping?.()
      this.#cancel = this.#scheduleLook()
    })
  }
}
