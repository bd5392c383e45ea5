import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { rpcError } from '@parley/wire'
import type { ConversationHost } from '../conversations/conversation-host.js'
import { createAppSession } from './app-session.js'
import type { AppSession, AppSessionOptions } from './app-session.js'
import { createLineSplitter } from './line-splitter.js'

/** The longest message of a client, on every transport. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024

/** One client being served. */
export interface ServedClient {
  readonly session: AppSession
  /** Resolves when the client is gone; never rejects. */
  readonly ended: Promise<void>
  /** Ends its line. Idempotent, never rejects; the host and its conversations go on. */
  close(): Promise<void>
}

/** Serves one client on two streams: one JSON message a line, both ways. The streams stay the caller's. */
export function serveStdio(
  readable: Readable,
  writable: Writable,
  host: ConversationHost,
  options: AppSessionOptions = {},
): ServedClient {
  let isOver = false
  let resolveEnd: () => void
  const ended = new Promise<void>((resolve) => (resolveEnd = resolve))
  const session: AppSession = createAppSession(
    {
      send: (text) => isOver || writable.write(`${text}\n`),
      close: () => {
        stop()
      },
    },
    host,
    options,
  )
  const splitter = createLineSplitter(MAX_MESSAGE_BYTES)
  const onData = (chunk: Buffer): void => {
    for (const line of splitter.push(chunk)) {
      if (line.kind === 'line') session.receive(line.text)
      else session.refuse({ id: null, error: rpcError('invalid-request', tooLong()) })
    }
  }
  const onDrain = (): void => {
    session.drained()
  }
  const stop = (): void => {
    if (isOver) return
    isOver = true
    session.close()
    readable.off('data', onData).off('end', stop).off('error', stop).off('close', stop)
    writable.off('drain', onDrain).off('close', stop)
    // A pipe may break after the last message; an error without a listener would end the process.
    writable.on('error', () => undefined)
    readable.pause()
    resolveEnd()
  }
  readable.on('data', onData).once('end', stop).once('error', stop).once('close', stop)
  writable.on('drain', onDrain).once('error', stop).once('close', stop)
  return {
    ...{ session, ended },
    async close() {
      stop()
      if (writable.writableLength > 0 && writable.writable) await Promise.race([once(writable, 'drain'), ended])
    },
  }
}

export function tooLong(): string {
  return `A message may have ${MAX_MESSAGE_BYTES} bytes; send sound in smaller pieces.`
}
