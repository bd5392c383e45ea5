import { ParleyError } from '@parley/wire'
import type { Transferable } from 'node:worker_threads'
import { decodeReplyEnvelope } from './protocol.js'
import type { Protocol, RequestEnvelope } from './protocol.js'
import type { RemotePort, StartRemote } from './remote-port.js'

/**
 * Questions to one worker, answered in order. The worker starts with the first question. When it dies, everything
 * asked is rejected and the next question starts a new one, until it has died `maxFailures` times in a row without
 * an answer in between; from then on every question is refused at once with the last reason.
 */
export interface RequestChannel<P extends Protocol> {
  request<K extends keyof P & string>(
    kind: K,
    request: P[K]['request'],
    transfer?: readonly Transferable[],
  ): Promise<P[K]['reply']>
  /** Ends the worker; what is pending rejects with `closed`. Idempotent. */
  close(): Promise<void>
}

export interface RequestChannelOptions {
  /** Names the worker in errors, for example `flite synthesizer`. */
  readonly name: string
  readonly start: StartRemote
  /** Default 3. */
  readonly maxFailures?: number
}

interface PendingRequest {
  readonly resolve: (reply: unknown) => void
  readonly reject: (error: ParleyError) => void
}

export function createRequestChannel<P extends Protocol>(options: RequestChannelOptions): RequestChannel<P> {
  const channel = new Channel(options)
  return {
    request: (kind, request, transfer = []) => channel.request(kind, request, transfer),
    close: () => channel.close(),
  }
}

class Channel {
  private readonly options: RequestChannelOptions
  private readonly pending = new Map<number, PendingRequest>()
  private port: RemotePort | undefined
  private lastId = 0
  private failureCount = 0
  private lastReason = ''
  private isClosed = false

  constructor(options: RequestChannelOptions) {
    this.options = options
  }

  request(kind: string, request: unknown, transfer: readonly Transferable[]): Promise<unknown> {
    const refusal = this.refusal()
    if (refusal !== undefined) return Promise.reject(refusal)
    const envelope: RequestEnvelope = { id: ++this.lastId, kind, request }
    return new Promise((resolve, reject) => {
      this.pending.set(envelope.id, { resolve, reject })
      this.port ??= this.start()
      this.port.hold(true)
      this.port.post(envelope, transfer)
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.rejectPending(new ParleyError('closed', `The ${this.options.name} was closed.`))
    // Held again, or the process could end before it has ended.
    this.port?.hold(true)
    await this.port?.end()
  }

  private refusal(): ParleyError | undefined {
    const { name, maxFailures = 3 } = this.options
    if (this.isClosed) return new ParleyError('closed', `The ${name} is closed.`)
    if (this.failureCount < maxFailures) return undefined
    return new ParleyError('unavailable', `The ${name} failed ${this.failureCount} times in a row: ${this.lastReason}.`)
  }

  private start(): RemotePort {
    const port: RemotePort = this.options.start({
      onMessage: (message) => this.settle(message),
      onExit: (reason) => {
        if (this.port === port) this.port = undefined
        this.failAll(reason)
      },
    })
    return port
  }

  private settle(message: unknown): void {
    const envelope = decodeReplyEnvelope(message)
    const waiting = this.pending.get(envelope.id)
    this.pending.delete(envelope.id)
    if (this.pending.size === 0) this.port?.hold(false)
    this.failureCount = 0
    if (envelope.isOk) waiting?.resolve(envelope.reply)
    else waiting?.reject(new ParleyError(envelope.code, envelope.message))
  }

  private failAll(reason: string): void {
    if (this.isClosed) return
    this.failureCount++
    this.lastReason = reason
    this.rejectPending(new ParleyError('unavailable', `The ${this.options.name} stopped: ${reason}.`))
  }

  private rejectPending(error: ParleyError): void {
    const waiting = [...this.pending.values()]
    this.pending.clear()
    for (const { reject } of waiting) reject(error)
  }
}
