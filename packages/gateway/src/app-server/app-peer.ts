/** The other end of one client's line: standard streams, a WebSocket, a test. */
export interface AppPeer {
  /**
   * One message. False: the line is full, and nothing more is to be given to it before the session's `drained` is called.
   * Must not throw.
   */
  send(text: string): boolean
  /** Ends the line; `reason` is for the client, where the line can carry one. Idempotent. */
  close(reason: string): void
}
