import { decodeJsonObject } from '@parley/wire'
import type { JsonObject, RealtimeEvent, RealtimeSessionConfig, WireFrame } from '@parley/wire'
import type { Clock } from '../clock.js'
import type { Connection } from '../connection.js'
import { createMemoryTransport } from '../memory/memory-transport.js'
import type { MemoryPeer } from '../memory/memory-transport.js'
import { RealtimeClient } from '../realtime-client.js'
import type { RealtimeClientOptions, RequestOptions } from '../realtime-client.js'

/** Time that a test moves by hand. */
export interface MovableClock extends Clock {
  advance(ms: number): void
  /** 0 once everything has cleaned up behind itself. */
  readonly scheduledCount: number
}

/** One connection over memory, with both ends and the clock in a test's hands. */
export interface MemorySession {
  readonly connection: Connection
  readonly peer: MemoryPeer
  readonly clock: MovableClock
  /** Lets the server send an event. */
  readonly tell: (frame: WireFrame) => void
  /** Frames that the client sent after its first `session.update`. */
  readonly sent: () => readonly JsonObject[]
}

export interface MemorySessionOptions {
  readonly config?: Partial<RealtimeSessionConfig>
  readonly client?: Partial<RealtimeClientOptions>
  readonly request?: RequestOptions
}

export const quicksilver: MemorySessionOptions = { config: { dialect: 'quicksilver' } }

export type OpenMemorySession = (options?: MemorySessionOptions) => Promise<MemorySession>

/** What opens sessions, each with a clock of its own. */
export function createSessionOpener(createClock: () => MovableClock): OpenMemorySession {
  return (options = {}) => openSession(createClock(), options)
}

async function openSession(clock: MovableClock, options: MemorySessionOptions): Promise<MemorySession> {
  let peer: MemoryPeer | undefined
  const transport = createMemoryTransport((opened) => {
    peer = opened
    opened.open()
  })
  const client = new RealtimeClient({ baseUrl: 'http://memory.test', transport, clock, ...options.client })
  const connection = await client.connect({ dialect: 'realtime', ...options.config }, options.request)
  if (peer === undefined) throw new Error('the memory server saw no connection')
  const opened = peer
  return {
    connection,
    peer: opened,
    clock,
    tell: (frame) => {
      opened.send(JSON.stringify(frame))
    },
    sent: () => sentFrames(opened).slice(1),
  }
}

/** Every frame that the client sent, decoded. */
export function sentFrames(peer: MemoryPeer): readonly JsonObject[] {
  return peer.received.map((text) => decodeJsonObject(text) ?? { notJson: text })
}

/** Reads to the end of the events. */
export async function readAll(connection: Connection): Promise<readonly RealtimeEvent[]> {
  const events: RealtimeEvent[] = []
  for await (const event of connection) events.push(event)
  return events
}

/** The event with its getters called and its `undefined` fields left out, so that it compares with a literal. */
export function plain(event: RealtimeEvent | null): unknown {
  return event === null ? null : (decodeJsonObject(JSON.stringify(event)) ?? null)
}
