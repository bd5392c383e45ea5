/** What one process may be asked to carry, and how long it waits for people. All times in milliseconds. */
export interface HostLimits {
  /** Conversations in memory at once; one more is refused as overloaded. */
  readonly maxConversations: number
  /** Clients attached to one conversation. */
  readonly maxClients: number
  /** A voice that nobody has spoken or typed to, and that has said nothing, for so long is ended. */
  readonly idleVoiceMs: number
  /** The longest that one voice session lasts. */
  readonly maxCallMs: number
  /** A voice that nobody is attached to any more is ended after so long: a session costs money. */
  readonly unattendedMs: number
  /** A conversation without clients, voice and open tasks leaves memory after so long; its journal stays. */
  readonly forgetMs: number
  /** Failures in a row of a voice that was open, before it is given up. */
  readonly maxVoiceAttempts: number
}

export const defaultHostLimits: HostLimits = {
  maxConversations: 200,
  maxClients: 32,
  idleVoiceMs: 600_000,
  maxCallMs: 7_200_000,
  unattendedMs: 30_000,
  forgetMs: 1_800_000,
  maxVoiceAttempts: 12,
}
