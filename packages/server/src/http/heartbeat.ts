import type { WebSocket } from 'ws'
import type { ServerClock } from '../clock.js'

/** Finds connections whose other end is gone without a word: no frame and no pong between two pings. */
export function startHeartbeat(socket: WebSocket, clock: ServerClock, intervalMs: number): void {
  let isAlive = true
  let cancel = (): void => {}
  const onLife = (): void => {
    isAlive = true
  }
  const beat = (): void => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
    cancel = clock.setTimer(intervalMs, beat)
  }
  socket.on('pong', onLife)
  socket.on('message', onLife)
  socket.on('close', () => cancel())
  cancel = clock.setTimer(intervalMs, beat)
}
