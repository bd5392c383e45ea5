import { setImmediate as nextTurn } from 'node:timers/promises'
import { encodeFrame } from '@parley/wire'
import type { WebSocket } from 'ws'
import type { ServerClock } from '../clock.js'
import type { SessionLink } from '../driver/session-link.js'

/** Audio waits while more than this is on its way. */
const HIGH_WATER_BYTES = 256 * 1024
/** A client that does not answer our goodbye is cut off. */
const GOODBYE_MS = 5000

export interface WebSocketLinkParts {
  readonly socket: WebSocket
  readonly clock: ServerClock
  readonly maxBufferedBytes: number
  readonly onTooSlow: () => void
}

/** A `ws` socket as a session's link. What waits for a slow client is bounded: past the limit it is dropped. */
export function createWebSocketLink(parts: WebSocketLinkParts): SessionLink {
  const { socket, clock, maxBufferedBytes } = parts
  const waiting = new Set<() => void>()
  const isDrained = (): boolean => socket.readyState !== socket.OPEN || socket.bufferedAmount <= HIGH_WATER_BYTES
  const wakeWaiting = (): void => {
    if (waiting.size === 0 || !isDrained()) return
    for (const wake of waiting) wake()
    waiting.clear()
  }
  const close = (code: number, reason: string): void => {
    if (socket.readyState !== socket.OPEN) return
    socket.close(code, shortened(reason))
    clock.setTimer(GOODBYE_MS, () => socket.terminate())
    wakeWaiting()
  }
  socket.on('close', wakeWaiting)
  return {
    close,
    send(event) {
      if (socket.readyState !== socket.OPEN) return
      socket.send(encodeFrame(event), wakeWaiting)
      if (socket.bufferedAmount <= maxBufferedBytes) return
      parts.onTooSlow()
      close(1013, 'The client does not take what is sent to it.')
    },
    whenDrained() {
      // Also with room to spare the loop goes round once: a hundred answers at a time must not hold up the other sockets.
      return isDrained() ? nextTurn() : new Promise((resolve) => waiting.add(resolve))
    },
  }
}

/** A close frame has room for 123 bytes of reason. */
function shortened(reason: string): string {
  return Buffer.byteLength(reason) <= 123 ? reason : Buffer.from(reason).subarray(0, 120).toString('latin1')
}
