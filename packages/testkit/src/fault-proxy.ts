import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { forward } from './forward.js'
import type { Fault } from './forward.js'

export interface FaultProxyOptions {
  readonly targetHost?: string
  readonly targetPort: number
  /** What goes wrong with connections that begin from now on; `set` changes it for open ones too. */
  readonly fault?: Fault
}

/** A TCP proxy on 127.0.0.1 that spoils what passes through it. Whoever opened it closes it. */
export interface FaultProxy {
  readonly port: number
  /** Connections that are open now. */
  readonly connectionCount: number
  /** From now on this goes wrong, in both directions; `{}` heals what can be healed. */
  set(fault: Fault): void
  /** Breaks every open connection with a reset. */
  reset(): void
  /** Ends every connection and stops listening. Idempotent. */
  close(): Promise<void>
}

export async function openFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  let fault = options.fault ?? {}
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = forward(client, { host: options.targetHost ?? '127.0.0.1', port: options.targetPort }, () => fault)
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
  })
  const endAll = (end: (socket: Socket) => void): void => {
    for (const pair of pairs) pair.forEach(end)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  let closing: Promise<void> | undefined
  return {
    port: portOf(server.address()),
    get connectionCount() {
      return pairs.size
    },
    set(next) {
      fault = next
    },
    reset() {
      endAll((socket) => socket.resetAndDestroy())
    },
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        endAll((socket) => socket.destroy())
      })
      return closing
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('the proxy has no port')
  return address.port
}
