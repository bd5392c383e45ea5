import type { WebSocket } from 'ws'
import { CLOSE_CODES } from './close-codes.js'
import type { DoorClock } from './door-clock.js'

/** One open WebSocket, as its endpoint sees it. */
export interface DoorSocket {
  /** Counts up from 1 for each door; for logs. */
  readonly id: number
  /** The sub-protocol that was agreed on; '' for none. */
  readonly protocol: string
  readonly isOpen: boolean
  /** What waits for the client. Past `maxBufferedBytes` the socket is closed with 1013. */
  readonly bufferedBytes: number
  /** Text or audio to the client; false where the socket is closed, or is closed because of it. */
  send(data: string | Uint8Array): boolean
  /** Resolves when little waits, or the socket is closed: for whoever has much to send. Never rejects. */
  whenDrained(): Promise<void>
  /** Says goodbye; a client that does not answer is cut off after two seconds. Idempotent. */
  close(code: number, reason: string): void
}

/** What an endpoint hears. Called in the order of arrival, and never again after `closed`. */
export interface SocketListener {
  text(text: string): void
  /** Binary messages. Absent: the first one closes the socket with 1003. */
  audio?(bytes: Uint8Array): void
  closed?(code: number, reason: string): void
}

export interface DoorSocketParts {
  readonly id: number
  readonly webSocket: WebSocket
  readonly clock: DoorClock
  readonly maxBufferedBytes: number
  readonly onTooSlow: (bufferedBytes: number) => void
}

const GOODBYE_MS = 2_000
/** Below this nobody needs to wait. */
const LOW_WATER_BYTES = 65_536

export function createDoorSocket({ id, webSocket, clock, maxBufferedBytes, onTooSlow }: DoorSocketParts): DoorSocket {
  const waiting = new Set<() => void>()
  const isOpen = (): boolean => webSocket.readyState === webSocket.OPEN
  const wakeWaiting = (): void => {
    if (isOpen() && webSocket.bufferedAmount > LOW_WATER_BYTES) return
    for (const wake of waiting) wake()
    waiting.clear()
  }
  const close = (code: number, reason: string): void => {
    if (!isOpen()) return
    webSocket.close(code, shortenReason(reason))
    const forget = clock.schedule(GOODBYE_MS, () => webSocket.terminate())
    webSocket.once('close', forget)
    wakeWaiting()
  }
  webSocket.on('close', wakeWaiting)
  return {
    id,
    close,
    protocol: webSocket.protocol,
    get isOpen() {
      return isOpen()
    },
    get bufferedBytes() {
      return webSocket.bufferedAmount
    },
    send(data) {
      if (!isOpen()) return false
      // One large message for a client that keeps up is no reason to drop it.
      const hadRoom = webSocket.bufferedAmount === 0
      webSocket.send(data, wakeWaiting)
      if (hadRoom || webSocket.bufferedAmount <= maxBufferedBytes) return true
      onTooSlow(webSocket.bufferedAmount)
      close(CLOSE_CODES.tooSlow, 'You do not read what is sent to you; connect again and resume.')
      return false
    },
    whenDrained: () =>
      new Promise((resolve) => {
        waiting.add(resolve)
        wakeWaiting()
      }),
  }
}

/** A close frame has room for 123 bytes of reason. */
function shortenReason(reason: string): string {
  if (Buffer.byteLength(reason) <= 123) return reason
  return reason.replace(/[^\x20-\x7e]/g, '?').slice(0, 123)
}
