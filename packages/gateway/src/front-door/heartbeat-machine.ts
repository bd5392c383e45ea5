/** How many pings in a row had no sign of life behind them. */
export interface HeartbeatState {
  readonly missed: number
}

export type HeartbeatInput = { readonly type: 'interval' } | { readonly type: 'life' }

export interface HeartbeatStep {
  readonly state: HeartbeatState
  readonly effect: 'none' | 'ping' | 'drop'
}

export const freshHeartbeat: HeartbeatState = { missed: 0 }

/** Each interval asks for a ping, until `maxMissed` of them were answered by nothing. Anything that arrives is life. */
export function stepHeartbeat(state: HeartbeatState, input: HeartbeatInput, maxMissed: number): HeartbeatStep {
  if (input.type === 'life') return { state: freshHeartbeat, effect: 'none' }
  if (state.missed >= maxMissed) return { state, effect: 'drop' }
  return { state: { missed: state.missed + 1 }, effect: 'ping' }
}
