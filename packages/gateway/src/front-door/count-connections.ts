import type { Socket } from 'node:net'
import type { DoorLimits } from './door-limits.js'
import { isLoopbackAddress } from './door-names.js'
import type { Logger } from '../secrets/logger.js'

/** What of a server is listened to. */
export interface ConnectionSource {
  on(event: 'connection', listener: (socket: Socket) => void): unknown
}

export interface ConnectionCounter {
  readonly count: number
  /** Cuts off what a server accepts above the limits. Several servers share one count. */
  watch(server: ConnectionSource): void
}

/** Everyone on this machine shares one address, so its own addresses count towards the total only. */
export function createConnectionCounter(limits: DoorLimits, logger: Logger): ConnectionCounter {
  const byAddress = new Map<string, number>()
  let count = 0
  const accept = (socket: Socket): void => {
    const address = socket.remoteAddress ?? ''
    const ofAddress = byAddress.get(address) ?? 0
    const isCrowded = !isLoopbackAddress(address) && ofAddress >= limits.maxConnectionsPerAddress
    if (count >= limits.maxConnections || isCrowded) {
      logger.debug('door.connection-cut', { remoteAddress: address, count, ofAddress })
      socket.destroy()
      return
    }
    count += 1
    byAddress.set(address, ofAddress + 1)
    socket.once('close', () => {
      count -= 1
      const left = (byAddress.get(address) ?? 1) - 1
      if (left > 0) byAddress.set(address, left)
      else byAddress.delete(address)
    })
  }
  return {
    get count() {
      return count
    },
    watch(server) {
      server.on('connection', accept)
    },
  }
}
