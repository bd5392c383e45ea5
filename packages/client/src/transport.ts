import type { ParleyError } from '@parley/wire'

/** What a transport is asked to open. */
export interface TransportRequest {
  readonly url: string
  /** Ignored by transports that cannot set headers (browsers). */
  readonly headers: Readonly<Record<string, string>>
  /** Already in `headers` too; browsers send it as a sub-protocol. */
  readonly apiKey: string | undefined
}

/** Callbacks come in order, never during a call into the transport, and none after `onClosed`, `onFailed` or `terminate`. */
export interface TransportListener {
  onOpen(): void
  onText(text: string): void
  /**
   * Offers the UTF-8 bytes of a text frame to transports that have them. False where they were not enough: `onText`
   * must follow then, and only then. The bytes are not kept.
   */
  onTextBytes?(bytes: Uint8Array): boolean
  onBinary(bytes: Uint8Array): void
  /** Something arrived that is no frame (a pong): the peer lives. */
  onAlive(): void
  /** The peer's close frame, or the answer to ours. */
  onClosed(code: number, reason: string): void
  /** The socket could not be opened (with the HTTP status where the peer refused) or broke without a close frame. */
  onFailed(error: ParleyError): void
}

export interface TransportSocket {
  /** Bytes accepted by `send` and not yet handed to the network. */
  readonly bufferedAmount: number
  /** Never waits. Allowed between `onOpen` and `close`; later calls do nothing. */
  send(text: string): void
  /** As `send`, for text that is all ASCII, where a transport can make something of that. */
  sendAscii?(text: string): void
  /** Asks for a sign of life, answered by `onAlive`; absent where the transport has none. */
  ping?(): void
  /** Starts the closing handshake; `onClosed` or `onFailed` follows. Idempotent. */
  close(code: number, reason: string): void
  /** Drops the socket at once, without a handshake and without another callback. Idempotent. */
  terminate(): void
}

/** Moves frames. Implementations: WebSocket (Node, browser) and memory; one acceptance suite for all. */
export interface Transport {
  open(request: TransportRequest, listener: TransportListener): TransportSocket
}
