import type { WireFrame } from '../frame.js'
import type { RealtimeEvent } from '../realtime-event.js'
import type { DialectName, RealtimeSessionConfig } from '../session-config.js'

export type TextRole = 'user' | 'system' | 'assistant'

/** A position in an assistant item's audio. */
export interface TruncatePoint {
  readonly itemId: string
  readonly contentIndex: number
  /** Where hearing stopped, from the start of the item. */
  readonly audioEndMs: number
}

/** A frame that a server sent, understood; `skipped` = a type this dialect does not know, `malformed` = unusable. */
export type ReadFrame =
  | { readonly kind: 'event'; readonly event: RealtimeEvent }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'malformed' }

/**
 * One wire language, from the client's side: what a connection needs to speak it without knowing which one it is.
 * Everything is pure. Methods return the frame to send, or `undefined` where the dialect has no such thing.
 */
export interface Dialect {
  readonly name: DialectName
  readonly voices: readonly string[]
  /** Goes first into the URL's query, `intent=quicksilver`. */
  readonly intent: string | undefined
  /** Headers that mark the dialect. */
  readonly headers: Readonly<Record<string, string>>
  /** Throws a `config` error for what the dialect cannot do (mode, voice, modality); opens nothing. */
  checkConfig(config: RealtimeSessionConfig): void
  encodeSessionUpdate(config: RealtimeSessionConfig): WireFrame
  readFrame(frame: WireFrame): ReadFrame
  /**
   * The event that `readFrame` would give for a text frame of these UTF-8 bytes, where that can be told without parsing
   * it; `undefined` says nothing about the frame. The bytes are not kept.
   */
  readBytes(bytes: Uint8Array): RealtimeEvent | undefined
  encodeText(text: string, role: TextRole): WireFrame
  encodeHandoffAppend(handoffId: string, text: string): WireFrame
  /** `answered`: this handoff's call has had its output on this connection already. */
  encodeHandoffFinal(handoffId: string, text: string, answered: boolean): WireFrame
  encodeFunctionOutput(callId: string, output: string): WireFrame | undefined
  encodeResponseCreate(options?: Readonly<Record<string, unknown>>): WireFrame | undefined
  encodeResponseCancel(responseId?: string): WireFrame | undefined
  encodeTruncate(point: TruncatePoint): WireFrame | undefined
}
