import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'

export interface LossyRelayOptions {
  readonly host: string
  /** Where packets of the first who speaks go. */
  readonly targetPort: number
  /** Each way. */
  readonly delayMs: number
  /** 0 to 1, each way. */
  readonly loss: number
}

/** A bad network: carries datagrams between one peer and a port, late, and not all. */
export interface LossyRelay {
  readonly port: number
  readonly stats: { readonly carried: number; readonly lost: number }
  close(): void
}

export async function openLossyRelay({ host, targetPort, delayMs, loss }: LossyRelayOptions): Promise<LossyRelay> {
  const [front, back] = await Promise.all([bind(host), bind(host)])
  const stats = { carried: 0, lost: 0 }
  const random = createRandom(7)
  const timers = new Set<NodeJS.Timeout>()
  let peer: { readonly address: string; readonly port: number } | undefined
  const carry = (socket: Socket, data: Buffer, port: number, address: string): void => {
    if (random() < loss) {
      stats.lost += 1
      return
    }
    stats.carried += 1
    const timer = setTimeout(() => {
      timers.delete(timer)
      socket.send(data, port, address)
    }, delayMs)
    timers.add(timer)
  }
  front.on('message', (data, { address, port }) => {
    peer = { address, port }
    carry(back, data, targetPort, host)
  })
  back.on('message', (data) => {
    if (peer !== undefined) carry(front, data, peer.port, peer.address)
  })
  return {
    port: front.address().port,
    stats,
    close() {
      for (const timer of timers) clearTimeout(timer)
      front.close()
      back.close()
    },
  }
}

async function bind(host: string): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  return socket
}

/** Numbers from 0 to 1, the same ones in each run. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
