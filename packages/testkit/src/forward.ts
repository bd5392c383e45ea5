import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** What goes wrong on the way. Bytes are counted per connection and direction. */
export interface Fault {
  /** Every chunk comes this much later. */
  readonly latencyMs?: number
  /** Nothing passes any more and nothing is closed: a pulled cable. */
  readonly stall?: boolean
  /** The connection ends after so many bytes, in the middle of whatever they belong to. */
  readonly cutAfterBytes?: number
  /** As `cutAfterBytes`, with a reset instead of an orderly end. */
  readonly resetAfterBytes?: number
  /** Chunks of at most so many bytes, each written by itself. */
  readonly sliceBytes?: number
}

/** Connects `client` with `target` through the fault that holds at the moment; returns the socket to the target. */
export function forward(
  client: Socket,
  target: { readonly host: string; readonly port: number },
  currentFault: () => Fault,
): Socket {
  const upstream = connect({ ...target, noDelay: true, allowHalfOpen: true })
  pump(client, upstream, currentFault)
  pump(upstream, client, currentFault)
  return upstream
}

function pump(from: Socket, to: Socket, currentFault: () => Fault): void {
  let passedBytes = 0
  const timers = new Set<NodeJS.Timeout>()
  const later = (delayMs: number, action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, delayMs)
    timers.add(timer)
  }
  const pass = (chunk: Buffer): void => {
    if (to.destroyed) return
    const { cutAfterBytes, resetAfterBytes, sliceBytes } = currentFault()
    const limit = Math.min(cutAfterBytes ?? Infinity, resetAfterBytes ?? Infinity)
    const rest = chunk.subarray(0, Math.max(0, limit - passedBytes))
    passedBytes += rest.length
    writeSlices(to, rest, sliceBytes)
    if (passedBytes < limit) return
    if (resetAfterBytes === limit) for (const socket of [to, from]) socket.resetAndDestroy()
    else for (const socket of [to, from]) socket.destroySoon()
  }
  const whenDue = (action: () => void): void => {
    const { latencyMs = 0, stall = false } = currentFault()
    if (stall) return
    if (latencyMs > 0) later(latencyMs, action)
    else action()
  }
  from.on('data', (chunk) => {
    whenDue(() => {
      pass(chunk)
    })
  })
  from.on('end', () => {
    whenDue(() => to.end())
  })
  from.on('error', () => {
    if (!currentFault().stall) to.resetAndDestroy()
  })
  from.on('close', () => {
    for (const timer of timers) clearTimeout(timer)
    if (!currentFault().stall) to.destroySoon()
  })
}

function writeSlices(to: Socket, bytes: Buffer, sliceBytes: number | undefined): void {
  if (bytes.length === 0) return
  const step = sliceBytes ?? bytes.length
  for (let start = 0; start < bytes.length; start += step) to.write(bytes.subarray(start, start + step))
}
