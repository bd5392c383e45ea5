import type { DialectName, RealtimeEvent, TextRole, TranscriptTurn, TruncatePoint, WireFrame } from '@parley/wire'

/**
 * What a conversation needs of a connection. `@parley/client`'s connections have this shape; tests use a fake. Sending
 * never waits for a reader and throws a `closed` error after the end.
 */
export interface RealtimeConnection {
  readonly dialect: DialectName
  /** The next event in arrival order, `null` once the connection has ended. One reader. */
  nextEvent(): Promise<RealtimeEvent | null>
  sendAudio(frame: AudioFrame): void
  sendText(text: string, options?: { readonly role?: TextRole }): void
  appendHandoff(handoffId: string, text: string): void
  finishHandoff(handoffId: string, text: string): void
  /** `eventId` comes back in the server's error when it refuses, `metadata` in the response where servers repeat it. */
  createResponse(options?: { readonly eventId?: string; readonly metadata?: Readonly<Record<string, string>> }): void
  cancelResponse(responseId?: string): void
  truncate(point: TruncatePoint): void
  send(event: WireFrame): void
  /** Bytes accepted and not yet on the wire, where the connection knows. */
  readonly bufferedAmount?: number
  /** Everything said so far, in item order. */
  readonly transcript: readonly TranscriptTurn[]
  readonly closed: Promise<ConnectionEnd>
  /** Idempotent; resolves when the socket is gone. */
  close(): Promise<void>
}

/** Audio of the user on its way to the server: 16-bit PCM, as bytes or base64. */
export interface AudioFrame {
  readonly data: string | Uint8Array
  readonly sampleRate: number
  readonly numChannels: number
  readonly samplesPerChannel?: number
  readonly itemId?: string
}

export interface ConnectionEnd {
  readonly code: number
  readonly reason: string
  readonly initiator: 'local' | 'remote' | 'error'
}

/** A call of one of the methods above, as data: what the machine asks its driver to send. */
export type ConnectionCall =
  | { readonly method: 'sendText'; readonly text: string; readonly role: TextRole }
  | { readonly method: 'appendHandoff'; readonly handoffId: string; readonly text: string }
  | { readonly method: 'finishHandoff'; readonly handoffId: string; readonly text: string }
  | { readonly method: 'createResponse'; readonly eventId: string }
  | { readonly method: 'cancelResponse'; readonly responseId?: string }
  | { readonly method: 'truncate'; readonly point: TruncatePoint }
  | { readonly method: 'send'; readonly event: WireFrame }
