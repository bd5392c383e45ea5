import { ParleyError } from '@parley/wire'
import type { Clock } from './clock.js'
import { placeOf } from './request-url.js'
import { startJoin, stepJoin } from './join-machine.js'
import type { JoinInput, JoinState } from './join-machine.js'
import type { RetryOptions } from './retry.js'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from './transport.js'

export interface OpenSocketOptions {
  readonly transport: Transport
  readonly request: TransportRequest
  readonly retry: RetryOptions
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
}

/** Callbacks of an open socket, from its first frame on; `onOpen` and opening failures are handled here. */
export type SocketListener = Omit<TransportListener, 'onOpen'>

/**
 * Drives `join-machine`: resolves with an open socket whose callbacks go to the listener that `accept` returns (so that
 * no frame is lost between opening and listening), or rejects with the last refusal, `timeout` or `aborted`. Nothing
 * stays open after a rejection.
 */
export function openSocket(
  options: OpenSocketOptions,
  accept: (socket: TransportSocket) => SocketListener,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let state: JoinState
    let socket: TransportSocket | undefined
    let cancelRetry: () => void = () => undefined

    const feed = (input: JoinInput): void => {
      const step = stepJoin(state, input)
      state = step.state
      for (const effect of step.effects) run(effect)
    }
    const finish = (): void => {
      cancelTimeout()
      cancelRetry()
      options.signal?.removeEventListener('abort', onAbort)
    }
    const run = (effect: ReturnType<typeof startJoin>['effects'][number]): void => {
      switch (effect.type) {
        case 'open-socket':
          try {
            socket = openOnce(options, accept, feed)
          } catch (cause) {
            feed({ type: 'abandoned', error: unusableError(options, cause) })
          }
          break
        case 'schedule-retry':
          cancelRetry = options.clock.schedule(effect.delayMs, () => {
            feed({ type: 'retry-due' })
          })
          break
        case 'succeed':
          finish()
          resolve()
          break
        case 'fail':
          finish()
          socket?.terminate()
          reject(effect.error)
      }
    }
    const onAbort = (): void => {
      feed({ type: 'abandoned', error: abortedError(options) })
    }
    const cancelTimeout = options.clock.schedule(options.timeoutMs, () => {
      feed({ type: 'abandoned', error: timeoutError(options) })
    })
    const started = startJoin(options.retry)
    state = started.state
    if (options.signal?.aborted === true) {
      onAbort()
      return
    }
    options.signal?.addEventListener('abort', onAbort, { once: true })
    for (const effect of started.effects) run(effect)
  })
}

/** One attempt. Until it is open, failures belong to the join; afterwards all callbacks are the accepted listener's. */
function openOnce(
  options: OpenSocketOptions,
  accept: (socket: TransportSocket) => SocketListener,
  feed: (input: JoinInput) => void,
): TransportSocket {
  let accepted: SocketListener | undefined
  const refuse = (error: ParleyError): void => {
    feed({ type: 'refused', error, random: Math.random() })
  }
  const socket = options.transport.open(options.request, {
    onOpen() {
      accepted = accept(socket)
      feed({ type: 'opened' })
    },
    onText: (text) => accepted?.onText(text),
    onTextBytes: (bytes) => accepted?.onTextBytes?.(bytes) ?? false,
    onBinary: (bytes) => accepted?.onBinary(bytes),
    onAlive: () => accepted?.onAlive(),
    onClosed(code, reason) {
      if (accepted !== undefined) accepted.onClosed(code, reason)
      else
        refuse(
          new ParleyError('unavailable', `${placeOf(options.request.url)} closed before it was open (${String(code)})`),
        )
    },
    onFailed(error) {
      if (accepted !== undefined) accepted.onFailed(error)
      else refuse(error)
    },
  })
  return socket
}

/** What the transport refused to try. */
function unusableError(options: OpenSocketOptions, cause: unknown): ParleyError {
  if (cause instanceof ParleyError) return cause
  const message = `no connection to ${placeOf(options.request.url)} can be made with these settings`
  return new ParleyError('config', message, { cause })
}

function abortedError(options: OpenSocketOptions): ParleyError {
  const message = `connecting to ${placeOf(options.request.url)} was aborted`
  return new ParleyError('aborted', message, { cause: options.signal?.reason })
}

function timeoutError(options: OpenSocketOptions): ParleyError {
  const message = `${placeOf(options.request.url)} did not answer within ${String(options.timeoutMs)} ms`
  return new ParleyError('timeout', message)
}
