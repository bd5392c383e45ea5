import type { ConnectionEvent } from '../conversation-input.js'
import type { ConnectionCall } from '../realtime-connection.js'
import type { ModelAnswer } from './simulation-plan.js'
import type { SimulatedWorld } from './simulated-world.js'

/** A server as a conversation and a person meet it. */
export interface SimulatedServer {
  receive(call: ConnectionCall): void
  /** The person speaks into the microphone. */
  hear(words: string, durationMs: number, answer: ModelAnswer): void
  /** What was typed arrives as a call; this is what the model will make of it. */
  expect(answer: ModelAnswer): void
  /** The connection is gone. */
  end(): void
}

export interface SimulatedServerOptions {
  readonly world: SimulatedWorld
  /** Unique among the servers of a run: ids begin with it. */
  readonly name: string
  readonly emit: (event: ConnectionEvent) => void
}
