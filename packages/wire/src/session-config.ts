import type { FunctionTool } from './tools.js'

export type DialectName = 'quicksilver' | 'realtime'
export type SessionMode = 'conversational' | 'transcription'
export type OutputModality = 'audio' | 'text'

/** A JSON object of settings. Keys may be camelCase or as on the wire; `silenceDurationMs` becomes `silence_duration_ms`. */
export type Settings = Readonly<Record<string, unknown>>

/**
 * What a caller asks of a session, in one form for both dialects. An absent field takes the dialect's default; `null`,
 * where it is allowed, switches the thing off.
 */
export interface RealtimeSessionConfig {
  readonly dialect: DialectName
  /** Default conversational. Quicksilver knows only conversational. */
  readonly mode?: SessionMode
  readonly instructions?: string
  /** Goes into the URL (or the call form), never into `session.update`. */
  readonly model?: string
  /** Sent as the header `x-session-id`. */
  readonly sessionId?: string
  /** Default audio. */
  readonly outputModality?: OutputModality
  /** Checked against the dialect's list before any socket opens. */
  readonly voice?: string
  /** Replaces the default tools (`background_agent`, `remain_silent`); `[]` offers none. */
  readonly tools?: readonly FunctionTool[]
  /** `null` = manual: the client commits the input buffer and asks for responses itself. */
  readonly turnDetection?: Settings | null
  readonly transcription?: Settings | null
  readonly noiseReduction?: Settings | null
  /** 0.25 to 1.5. */
  readonly speed?: number
  /** Merged into the session object last, as it is: for what has no name here. */
  readonly providerData?: Settings
}
