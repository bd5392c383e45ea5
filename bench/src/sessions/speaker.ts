import { RealtimeClient } from '@parley/client'
import type { Connection } from '@parley/client'
import { RoundTrips } from './round-trips.js'
import { FRAME_MS } from './speech-loop.js'
import { TurnWatch } from './turn-watch.js'

/** One user: streams speech in real time, and notes what the server makes of it. */
export class Speaker {
  readonly turnWatch: TurnWatch
  readonly roundTrips: RoundTrips
  readonly #connection: Connection
  readonly #frames: readonly string[]
  #sentFrames = 0
  #hasEnded = false

  constructor(connection: Connection, frames: readonly string[], name: string) {
    this.#connection = connection
    this.#frames = frames
    this.turnWatch = new TurnWatch()
    this.roundTrips = new RoundTrips(connection, name)
    void this.#listen()
  }

  get sentFrames(): number {
    return this.#sentFrames
  }

  /** False once the connection has ended. */
  get isAlive(): boolean {
    return !this.#hasEnded
  }

  /** Sends every frame that is due `elapsedMs` after this user began to speak. */
  speakUntil(elapsedMs: number): void {
    const due = Math.floor(elapsedMs / FRAME_MS)
    while (this.#sentFrames < due && !this.#hasEnded) {
      const data = this.#frames[this.#sentFrames % this.#frames.length] ?? ''
      this.#connection.sendAudio({ data, sampleRate: 24_000, numChannels: 1 })
      this.#sentFrames += 1
    }
  }

  askForSounds(): void {
    if (!this.#hasEnded) this.turnWatch.askForSounds(this.#connection)
  }

  async close(): Promise<void> {
    this.#hasEnded = true
    await this.#connection.close()
  }

  async #listen(): Promise<void> {
    for await (const event of this.#connection) {
      this.turnWatch.take(event)
      this.roundTrips.take(event)
    }
    this.#hasEnded = true
  }
}

/** The tool's calls stay unanswered: a turn costs its recognition and no synthesis. */
export async function openSpeaker(url: string, frames: readonly string[], name: string): Promise<Speaker> {
  const connection = await new RealtimeClient({ baseUrl: url }).connect({ dialect: 'realtime' })
  return new Speaker(connection, frames, name)
}
