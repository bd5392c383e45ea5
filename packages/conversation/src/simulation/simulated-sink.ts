import type { ConversationHappening } from '../conversation-input.js'
import type { Random } from './random.js'
import type { SimulatedWorld } from './simulated-world.js'

interface Chunk {
  readonly itemId: string
  readonly audioMs: number
}

const REPORT_EVERY_MS = 500

/** A loudspeaker: plays in virtual real time and tells what was really heard. */
export class SimulatedSink {
  readonly #world: SimulatedWorld
  readonly #feed: (happening: ConversationHappening) => void
  readonly #random: Random
  readonly #waiting: Chunk[] = []
  /** What was stopped, as long as nothing new has come. */
  #kept: readonly Chunk[] = []
  readonly #finished = new Map<string, number>()
  #current: (Chunk & { readonly startedAtMs: number }) | undefined
  #forget: () => void = () => undefined
  #reportedUntilMs = 0
  #isEnded = false

  constructor(world: SimulatedWorld, feed: (happening: ConversationHappening) => void, prefix: string) {
    this.#world = world
    this.#feed = feed
    this.#random = world.random.fork(`${prefix}sink`)
  }

  play(itemId: string, audioMs: number): void {
    this.#kept = []
    this.#waiting.push({ itemId, audioMs })
    if (this.#current === undefined) this.#goOn()
  }

  /** A loudspeaker knows where it stopped, and says so a moment later. */
  stop(): void {
    const itemId = this.#current?.itemId
    const rest = this.#current === undefined ? [] : [{ itemId: this.#current.itemId, audioMs: this.#restMs() }]
    this.#forget()
    this.#finish()
    this.#kept = [...rest, ...this.#waiting.splice(0)]
    if (itemId === undefined) return
    this.#world.timeline.after(1, () => {
      this.#report(itemId)
    })
  }

  /** Plays on what was stopped, from that position. */
  resume(itemId: string, fromMs: number): void {
    // The last moments of an item may count as played: what comes before the one that is asked for is left out.
    const [first, ...others] = this.#kept.slice(
      Math.max(
        0,
        this.#kept.findIndex((chunk) => chunk.itemId === itemId),
      ),
    )
    if (first?.itemId !== itemId || this.#current !== undefined) return
    const playedMs = this.playedMs(itemId)
    const againMs = Math.max(0, playedMs - fromMs)
    this.#finished.set(itemId, playedMs - againMs)
    this.#kept = []
    this.#waiting.unshift({ itemId, audioMs: first.audioMs + againMs }, ...others)
    this.#goOn()
  }

  /** Where it is now; nothing while it is silent. */
  position(): { readonly itemId: string; readonly playedMs: number } | undefined {
    const itemId = this.#current?.itemId
    return itemId === undefined ? undefined : { itemId, playedMs: this.playedMs(itemId) }
  }

  /** How much of an item has come out until now. */
  playedMs(itemId: string): number {
    const before = this.#finished.get(itemId) ?? 0
    if (this.#current?.itemId !== itemId) return before
    return before + Math.min(this.#current.audioMs, this.#world.timeline.nowMs - this.#current.startedAtMs)
  }

  end(): void {
    this.#isEnded = true
    this.#forget()
    this.#waiting.splice(0)
  }

  #restMs(): number {
    if (this.#current === undefined) return 0
    return Math.max(0, this.#current.audioMs - (this.#world.timeline.nowMs - this.#current.startedAtMs))
  }

  #goOn(): void {
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#current = { ...next, startedAtMs: this.#world.timeline.nowMs }
    this.#waitForReport(next.itemId, next.audioMs)
  }

  #waitForReport(itemId: string, restMs: number): void {
    const stepMs = Math.min(restMs, REPORT_EVERY_MS)
    this.#forget = this.#world.timeline.after(stepMs, () => {
      if (restMs > stepMs) this.#waitForReport(itemId, restMs - stepMs)
      else {
        this.#finish()
        this.#goOn()
      }
      this.#report(itemId)
    })
  }

  #finish(): void {
    if (this.#current === undefined) return
    const { itemId } = this.#current
    this.#finished.set(itemId, this.playedMs(itemId))
    this.#current = undefined
  }

  #report(itemId: string): void {
    const playedMs = this.playedMs(itemId)
    const tell = (): void => {
      if (!this.#isEnded) this.#feed({ type: 'played', itemId, playedMs })
    }
    const { timeline, isFaulty } = this.#world
    // Late, and still one after the other.
    const delayMs = isFaulty('slow-reports') ? this.#random.integer(100, 900) : 0
    this.#reportedUntilMs = Math.max(this.#reportedUntilMs, timeline.nowMs + delayMs)
    if (this.#reportedUntilMs === timeline.nowMs) tell()
    else timeline.at(this.#reportedUntilMs, tell)
  }
}
