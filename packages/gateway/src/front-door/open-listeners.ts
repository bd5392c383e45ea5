import type { Server } from 'node:http'
import type { DoorSettings } from './door-settings.js'
import { createLimitedServer, listen, stopListening } from './listen.js'

export interface Listeners {
  readonly port: number
  /** One, or two where 127.0.0.1 has ::1 beside it. */
  readonly servers: readonly Server[]
}

/** A free port of 127.0.0.1 can be taken on ::1; then another one is tried. */
const MAX_TRIES = 8

/**
 * Listens where the settings say, and on ::1 beside 127.0.0.1, so that `localhost` leads here whichever the browser
 * prefers. Throws `unavailable`, also where somebody else has the port on ::1: the page would be theirs.
 */
export async function openListeners(
  settings: DoorSettings,
  onServer: (server: Server, port: number) => void,
): Promise<Listeners> {
  for (let tries = 1; ; tries++) {
    const first = await listen(createLimitedServer(settings.limits), settings.host, settings.port)
    if (!first.isListening) throw first.error
    onServer(first.server, first.port)
    if (settings.host !== '127.0.0.1') return { port: first.port, servers: [first.server] }
    const second = await listen(createLimitedServer(settings.limits), '::1', first.port)
    if (second.isListening) {
      onServer(second.server, first.port)
      return { port: first.port, servers: [first.server, second.server] }
    }
    if (second.code !== 'EADDRINUSE') return { port: first.port, servers: [first.server] }
    await stopListening(first.server)
    if (settings.port !== 0 || tries >= MAX_TRIES) throw second.error
  }
}
