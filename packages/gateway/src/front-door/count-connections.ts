import type { Socket } from 'node:net'
import type { Logger } from '../secrets/logger.js'
import type { DoorLimits } from './door-limits.js'
import { isLoopbackAddress } from './door-names.js'

/** What of a server is used. */
export interface ConnectionSource {
  on(event: 'connection', listener: (socket: Socket) => void): unknown
  /** Ends connections that wait for a next request. */
  closeIdleConnections(): void
}

export interface ConnectionCounter {
  readonly count: number
  /** Cuts off what a server accepts above the limits. Several servers share one count. */
  watch(server: ConnectionSource): void
}

/**
 * Everyone on this machine shares one address, so its own addresses count towards the total only. When all places are
 * taken, who only keeps a line warm for a next request gives it up.
 */
export function createConnectionCounter(limits: DoorLimits, logger: Logger): ConnectionCounter {
  const sources: ConnectionSource[] = []
  const open = new Set<Socket>()
  const byAddress = new Map<string, number>()
  const forget = (socket: Socket, address: string): void => {
    if (!open.delete(socket)) return
    const left = (byAddress.get(address) ?? 1) - 1
    if (left > 0) byAddress.set(address, left)
    else byAddress.delete(address)
  }
  const hasRoom = (): boolean => {
    if (open.size < limits.maxConnections) return true
    for (const source of sources) source.closeIdleConnections()
    // They tell that they are closed a little later.
    return [...open].filter(({ destroyed }) => !destroyed).length < limits.maxConnections
  }
  const accept = (socket: Socket): void => {
    const address = socket.remoteAddress ?? ''
    const ofAddress = byAddress.get(address) ?? 0
    const isCrowded = !isLoopbackAddress(address) && ofAddress >= limits.maxConnectionsPerAddress
    if (isCrowded || !hasRoom()) {
      logger.debug('door.connection-cut', { remoteAddress: address, count: open.size, ofAddress })
      socket.destroy()
      return
    }
    open.add(socket)
    byAddress.set(address, ofAddress + 1)
    socket.once('close', () => forget(socket, address))
  }
  return {
    get count() {
      return open.size
    },
    watch(source) {
      sources.push(source)
      source.on('connection', accept)
    },
  }
}
