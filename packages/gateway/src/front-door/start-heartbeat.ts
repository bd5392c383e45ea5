import type { WebSocket } from 'ws'
import type { DoorClock } from './door-clock.js'
import { freshHeartbeat, stepHeartbeat } from './heartbeat-machine.js'
import type { HeartbeatInput } from './heartbeat-machine.js'

export interface HeartbeatTerms {
  readonly clock: DoorClock
  readonly intervalMs: number
  readonly maxMissed: number
  readonly onDead: () => void
}

/** Finds clients that are gone without a word (a closed lid, a cut cable). Ends with the socket. */
export function startHeartbeat(webSocket: WebSocket, { clock, intervalMs, maxMissed, onDead }: HeartbeatTerms): void {
  let state = freshHeartbeat
  let cancel = (): void => {}
  const take = (input: HeartbeatInput): void => {
    const step = stepHeartbeat(state, input, maxMissed)
    state = step.state
    if (step.effect === 'ping') webSocket.ping()
    if (step.effect === 'drop') onDead()
  }
  const wait = (): void => {
    cancel = clock.schedule(intervalMs, () => {
      if (webSocket.readyState !== webSocket.OPEN) return
      take({ type: 'interval' })
      wait()
    })
  }
  for (const sign of ['pong', 'ping', 'message'] as const) webSocket.on(sign, () => take({ type: 'life' }))
  webSocket.on('close', () => cancel())
  wait()
}
