/** With which code the door itself closes a WebSocket; docs/security.md lists them with their causes. */
export const CLOSE_CODES = {
  /** The gateway is going down: come back. */
  goingAway: 1001,
  /** A budget was overdrawn: control messages, audio, or fragments. */
  overBudget: 1008,
  /** A message above `maxMessageBytes`. */
  tooBig: 1009,
  /** A fault of the gateway. */
  fault: 1011,
  /** The client does not read what it is sent. */
  tooSlow: 1013,
} as const
