/** How a conversation keeps a connection. JSON; all times in milliseconds. */
export interface ReconnectSettings {
  /** So many failures in a row, and the conversation goes on without a voice. */
  readonly maxAttempts: number
  /** A connection that lasted so long had nothing wrong with it: the next failure counts as the first. */
  readonly stableMs: number
  /** A session without an `expires_at` ends so long after it was opened. */
  readonly sessionMs: number
  /** So long before the session's end its successor is opened; at most a third of the session. */
  readonly rolloverLeadMs: number
  /** So long before the end it is taken even if somebody speaks; at most a tenth of the session. */
  readonly forceLeadMs: number
  /** What the new session is told of the old ones, at most. */
  readonly seedTokens: number
}

/** Sessions of realtime servers end after 60 minutes; the successor is opened in minute 55. */
export const defaultReconnect: ReconnectSettings = {
  maxAttempts: 60,
  stableMs: 10_000,
  sessionMs: 3_600_000,
  rolloverLeadMs: 300_000,
  forceLeadMs: 60_000,
  seedTokens: 6000,
}
