import type { ConversationHost } from '../conversations/conversation-host.js'
import { createAppSession } from './app-session.js'
import type { AppSession, AppSessionOptions } from './app-session.js'
import { MAX_MESSAGE_BYTES, tooLong } from './serve-stdio.js'
import type { ServedClient } from './serve-stdio.js'

/** What is needed of an open WebSocket; those of `ws` have it. */
export interface ServerSocket {
  send(data: string, done: (error?: Error | null) => void): void
  close(code?: number, reason?: string): void
  terminate(): void
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => void): unknown
  on(event: 'close' | 'error', listener: () => void): unknown
}

/** With so much on its way, what comes next waits in the session's own bounded queue. */
const HIGH_WATER_BYTES = 1024 * 1024
/** A client that does not answer the close frame is cut off. */
const CLOSE_WAIT_MS = 2000
/** A reason of a close frame has room for 123 bytes. */
const MAX_REASON = 120

const codes = { normal: 1000, goingAway: 1001, unsupportedData: 1003, slow: 1008, tooBig: 1009 } as const

/** Serves one client on an open WebSocket: one JSON message in each text frame, both ways. The socket is owned from here on. */
export function serveWebSocket(
  socket: ServerSocket,
  host: ConversationHost,
  options: AppSessionOptions = {},
): ServedClient {
  let isOver = false
  let cutTimer: NodeJS.Timeout | undefined
  let resolveEnd: () => void
  const ended = new Promise<void>((resolve) => (resolveEnd = resolve))
  const onSent = (error?: Error | null): void => {
    if (error == null && socket.bufferedAmount < HIGH_WATER_BYTES) session.drained()
  }
  const hangUp = (code: number, reason: string): void => {
    session.close()
    if (isOver || cutTimer !== undefined) return
    socket.close(code, reason.slice(0, MAX_REASON))
    cutTimer = setTimeout(() => socket.terminate(), CLOSE_WAIT_MS)
  }
  const session: AppSession = createAppSession(
    {
      send: (text) => {
        if (isOver) return true
        socket.send(text, onSent)
        return socket.bufferedAmount < HIGH_WATER_BYTES
      },
      close: (reason) => {
        hangUp(codes.slow, reason)
      },
    },
    host,
    options,
  )
  socket.on('message', (data, isBinary) => {
    if (isBinary) hangUp(codes.unsupportedData, 'Send text frames: one JSON message each.')
    else if (sizeOf(data) > MAX_MESSAGE_BYTES) hangUp(codes.tooBig, tooLong())
    else session.receive(toText(data))
  })
  const stop = (): void => {
    if (isOver) return
    isOver = true
    clearTimeout(cutTimer)
    session.close()
    resolveEnd()
  }
  socket.on('close', stop)
  // A broken socket closes by itself.
  socket.on('error', () => undefined)
  return {
    ...{ session, ended },
    async close() {
      hangUp(codes.goingAway, 'The gateway ends this connection.')
      await ended
    },
  }
}

function sizeOf(data: Buffer | ArrayBuffer | Buffer[]): number {
  return Array.isArray(data) ? data.reduce((size, part) => size + part.byteLength, 0) : data.byteLength
}

function toText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8')
}
