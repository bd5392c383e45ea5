/** One frame as it is on the wire. `frame` is the text; bytes where the peer sent a binary frame. */
export interface RawFrame {
  readonly direction: 'sent' | 'received'
  readonly frame: string | Uint8Array
}

export type RawListener = (raw: RawFrame) => void

/** Who listens to the frames of one connection; costs nothing while nobody does. */
export class RawListeners {
  readonly #listeners = new Set<RawListener>()

  add(listener: RawListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  sent(frame: string): void {
    if (this.#listeners.size > 0) this.#tell({ direction: 'sent', frame })
  }

  received(frame: string | Uint8Array): void {
    if (this.#listeners.size > 0) this.#tell({ direction: 'received', frame })
  }

  #tell(raw: RawFrame): void {
    for (const listener of this.#listeners) {
      try {
        listener(raw)
      } catch {
        // A watcher's fault must not break the conversation it watches.
      }
    }
  }
}
