import { ParleyError } from '@parley/wire'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from '../transport.js'

/** The server's end of an in-memory connection. */
export interface MemoryPeer {
  readonly request: TransportRequest
  /** Frames that the client sent, in order. */
  readonly received: readonly string[]
  /** Set by the client's `close`; the peer answers with `close`. */
  readonly closing: { readonly code: number; readonly reason: string } | undefined
  /** True once the client dropped the socket. */
  readonly terminated: boolean
  open(): void
  send(text: string): void
  sendBinary(bytes: Uint8Array): void
  close(code: number, reason?: string): void
  /** Ends the socket without a close frame; before `open` it refuses. */
  fail(error?: ParleyError): void
  /** Hears each further frame of the client, after the call that sent it has returned. */
  listen(listener: (text: string) => void): void
  /** As if the cable were pulled: from now on neither pings nor a close frame are answered. */
  stall(): void
}

/** What the server does with one connection; called at the next microtask after `open`. */
export type MemoryServer = (peer: MemoryPeer) => void

/** A transport without a network: for tests, and for a server in the same process. Answers a close frame by itself. */
export function createMemoryTransport(server: MemoryServer): Transport {
  return {
    open(request, listener) {
      const pair = new MemoryPair(request, listener)
      queueMicrotask(() => {
        server(pair.peer)
      })
      return pair
    },
  }
}

class MemoryPair implements TransportSocket {
  readonly peer: MemoryPeer
  readonly bufferedAmount = 0
  readonly #listener: TransportListener
  readonly #received: string[] = []
  #phase: 'connecting' | 'open' | 'closing' | 'ended' = 'connecting'
  #closing: { readonly code: number; readonly reason: string } | undefined
  #terminated = false
  #isStalled = false
  #hear: (text: string) => void = () => undefined

  constructor(request: TransportRequest, listener: TransportListener) {
    this.#listener = listener
    this.peer = this.#createPeer(request)
  }

  send(text: string): void {
    if (this.#phase !== 'open') return
    this.#received.push(text)
    queueMicrotask(() => {
      this.#hear(text)
    })
  }

  ping(): void {
    queueMicrotask(() => {
      if (this.#phase === 'open' && !this.#isStalled) this.#listener.onAlive()
    })
  }

  close(code: number, reason: string): void {
    if (this.#phase !== 'open') return
    this.#phase = 'closing'
    this.#closing = { code, reason }
    queueMicrotask(() => {
      if (this.#isStalled) return
      this.#end(() => {
        this.#listener.onClosed(code, reason)
      })
    })
  }

  terminate(): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#terminated = true
  }

  #end(tell: () => void): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    tell()
  }

  #createPeer(request: TransportRequest): MemoryPeer {
    const received = this.#received
    const closing = (): { readonly code: number; readonly reason: string } | undefined => this.#closing
    const terminated = (): boolean => this.#terminated
    return {
      request,
      received,
      get closing() {
        return closing()
      },
      get terminated() {
        return terminated()
      },
      open: () => {
        if (this.#phase !== 'connecting') return
        this.#phase = 'open'
        this.#listener.onOpen()
      },
      send: (text) => {
        if (this.#phase === 'open') this.#listener.onText(text)
      },
      sendBinary: (bytes) => {
        if (this.#phase === 'open') this.#listener.onBinary(bytes)
      },
      close: (code, reason = '') => {
        this.#end(() => {
          this.#listener.onClosed(code, reason)
        })
      },
      fail: (error = new ParleyError('unavailable', 'the in-memory connection broke off')) => {
        this.#end(() => {
          this.#listener.onFailed(error)
        })
      },
      listen: (listener) => {
        this.#hear = listener
      },
      stall: () => {
        this.#isStalled = true
      },
    }
  }
}
