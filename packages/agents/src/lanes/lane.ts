import type { Clock } from '@parley/conversation'

/** What a lane keeps warm: usually one process with one conversation of the agent's own in it. */
export interface LaneWorker {
  /** Under this id a later worker takes the same conversation up; undefined while, or when, there is none. */
  readonly resumeId: string | undefined
  /** True from the moment at which it is of no use any more, whatever the reason. */
  readonly isDead: boolean
  /** Ends all its processes. Idempotent, never rejects. */
  close(): Promise<void>
}

/** One conversation of the agent's own with the worker that holds it, if there is one just now. */
export interface Lane<Worker extends LaneWorker> {
  readonly workingDirectory: string
  /** Of the conversation, also when the worker that had it is gone. */
  readonly resumeId: string | undefined
  readonly isHeld: boolean
  readonly hasWorker: boolean
  /** When it was last given back. */
  readonly usedAtMs: number
  /** By whoever wants to use it; `take` has done it. */
  hold(): void
  /** The worker; starts one when there is none, or only a dead one. Only for the holder. */
  worker(): Worker
  /** The run has ended well: the worker waits for the next one. Idempotent. */
  release(): void
  /**
   * The run has left the worker in a state that nobody knows: it is closed, and the lane given back. Its conversation is
   * kept unless `isForgotten`. Resolves when the worker is gone; never rejects.
   */
  discard(how?: { readonly isForgotten: boolean }): Promise<void>
  /** Ends the worker and never starts another one that lives on. */
  close(): Promise<void>
}

export interface LaneSettings<Worker extends LaneWorker> {
  readonly workingDirectory: string
  readonly resumeId: string | undefined
  readonly open: (resumeId: string | undefined) => Worker
  readonly idleMs: number
  readonly clock: Clock
  /** It was given back, or its worker has gone. */
  readonly onRest: () => void
}

export function createLane<Worker extends LaneWorker>(settings: LaneSettings<Worker>): Lane<Worker> {
  return new WarmLane(settings)
}

class WarmLane<Worker extends LaneWorker> implements Lane<Worker> {
  readonly #settings: LaneSettings<Worker>
  #resumeId: string | undefined
  #worker: Worker | undefined
  #isHeld = false
  #isClosed = false
  #usedAtMs: number
  #stopWaiting = (): void => {}
  /** All that were closed and may still be ending. */
  #ending = Promise.resolve()

  constructor(settings: LaneSettings<Worker>) {
    this.#settings = settings
    this.#resumeId = settings.resumeId
    this.#usedAtMs = settings.clock.now()
  }

  get workingDirectory(): string {
    return this.#settings.workingDirectory
  }

  get resumeId(): string | undefined {
    return this.#worker?.resumeId ?? this.#resumeId
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  get hasWorker(): boolean {
    return this.#worker !== undefined
  }

  get usedAtMs(): number {
    return this.#usedAtMs
  }

  hold(): void {
    this.#isHeld = true
    this.#stopWaiting()
  }

  worker(): Worker {
    if (this.#worker?.isDead === true) void this.#end()
    this.#worker ??= this.#settings.open(this.#resumeId)
    if (this.#isClosed) void this.#worker.close()
    return this.#worker
  }

  release(): void {
    if (!this.#isHeld) return
    const { clock, idleMs, onRest } = this.#settings
    if (this.#worker?.isDead === true) void this.#end()
    if (this.#worker !== undefined && !this.#isClosed) {
      this.#stopWaiting = clock.setTimer(clock.now() + idleMs, () => {
        void this.#end()
        onRest()
      })
    }
    this.#giveBack()
  }

  async discard({ isForgotten } = { isForgotten: false }): Promise<void> {
    const gone = this.#end()
    if (isForgotten) this.#resumeId = undefined
    await gone
    if (this.#isHeld) this.#giveBack()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopWaiting()
    await this.#end()
  }

  #end(): Promise<void> {
    const last = this.#worker
    this.#worker = undefined
    if (last === undefined) return this.#ending
    this.#resumeId = last.resumeId ?? this.#resumeId
    this.#ending = Promise.all([this.#ending, last.close()]).then(() => {})
    return this.#ending
  }

  #giveBack(): void {
    this.#isHeld = false
    this.#usedAtMs = this.#settings.clock.now()
    this.#settings.onRest()
  }
}
