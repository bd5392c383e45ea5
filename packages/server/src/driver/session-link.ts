import type { WireFrame } from '@parley/wire'

/** The driver's end of one client's connection. */
export interface SessionLink {
  /** Never waits. */
  send(event: WireFrame): void
  /** Resolves when the client has taken most of what was sent, or is gone. */
  whenDrained(): Promise<void>
  /** Says goodbye. The host tells the driver when the connection is gone. */
  close(code: number, reason: string): void
}
