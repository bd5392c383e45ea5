import type { RawData, WebSocket } from 'ws'
import { CLOSE_CODES } from './close-codes.js'
import type { DoorParts } from './door-parts.js'
import type { Identity, SocketEndpoint } from './door-routes.js'
import { createDoorSocket } from './door-socket.js'
import type { DoorSocket, SocketListener } from './door-socket.js'
import { createRateLimiter } from './rate-limiter.js'
import type { RateLimiter } from './rate-limiter.js'
import { startHeartbeat } from './start-heartbeat.js'

export interface SocketRun {
  readonly id: number
  readonly webSocket: WebSocket
  readonly endpoint: SocketEndpoint
  readonly identity: Identity
}

interface Budgets {
  readonly control: RateLimiter
  readonly audio: RateLimiter
}

/** Connects an open WebSocket with its endpoint, within the limits. Everything ends with the socket. */
export function runSocket(parts: DoorParts, run: SocketRun): DoorSocket {
  const { limits, clock, logger } = parts.settings
  const { id, webSocket, identity } = run
  const socket = createDoorSocket({
    ...{ id, webSocket, clock, maxBufferedBytes: limits.maxBufferedBytes },
    onTooSlow: (bufferedBytes) => logger.warn('door.socket-too-slow', { socket: id, bufferedBytes }),
  })
  logger.info('door.socket-opened', { socket: id, ...identity })
  // A broken frame or line is followed by `close`.
  webSocket.on('error', (error) => logger.info('door.socket-error', { socket: id, error: error.message }))
  startHeartbeat(webSocket, {
    ...{ clock, intervalMs: limits.pingIntervalMs, maxMissed: limits.maxMissedPings },
    onDead: () => {
      logger.info('door.socket-dead', { socket: id })
      webSocket.terminate()
    },
  })
  connectListener(parts, run, socket)
  return socket
}

function connectListener(
  { settings }: DoorParts,
  { webSocket, endpoint, identity }: SocketRun,
  socket: DoorSocket,
): void {
  const { limits, clock, logger } = settings
  const budgets: Budgets = {
    control: createRateLimiter(clock, {
      capacity: limits.controlBurst,
      perSecond: limits.controlMessagesPerMinute / 60,
    }),
    audio: createRateLimiter(clock, { capacity: limits.audioBurstBytes, perSecond: limits.audioBytesPerSecond }),
  }
  const guarded = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      logger.error('door.fault', { socket: socket.id, error })
      socket.close(CLOSE_CODES.fault, 'The gateway has made a mistake; connect again.')
    }
  }
  let listener: SocketListener | undefined
  webSocket.on('message', (data, isBinary) => {
    guarded(() => {
      if (listener !== undefined && socket.isOpen)
        hear({ endpoint, socket, listener, budgets }, bytesFrom(data), isBinary)
    })
  })
  webSocket.on('ping', (data) => {
    // Answered here and not by the library: answers to a client that only asks would pile up without a limit.
    if (socket.isOpen && isWithin(budgets.control, 1, socket) && socket.bufferedBytes <= limits.maxBufferedBytes) {
      webSocket.pong(data)
    }
  })
  webSocket.on('close', (code, reason) => {
    logger.info('door.socket-closed', { socket: socket.id, code })
    guarded(() => listener?.closed?.(code, reason.toString('utf8')))
  })
  guarded(() => {
    listener = endpoint.onSocket(socket, identity)
  })
}

interface Hearing {
  readonly endpoint: SocketEndpoint
  readonly socket: DoorSocket
  readonly listener: SocketListener
  readonly budgets: Budgets
}

function hear({ endpoint, socket, listener, budgets }: Hearing, bytes: Buffer, isBinary: boolean): void {
  if (isBinary) {
    if (listener.audio === undefined) return socket.close(1003, 'This address takes text messages only.')
    if (isWithin(budgets.audio, bytes.length, socket)) listener.audio(bytes)
    return
  }
  const text = bytes.toString('utf8')
  const isAudio = endpoint.budgetOf?.(text) === 'audio'
  const isPaid = isAudio ? isWithin(budgets.audio, bytes.length, socket) : isWithin(budgets.control, 1, socket)
  if (isPaid) listener.text(text)
}

function isWithin(budget: RateLimiter, cost: number, socket: DoorSocket): boolean {
  if (budget.take(cost).type === 'allow') return true
  socket.close(CLOSE_CODES.overBudget, 'Too much at once: send slower.')
  return false
}

function bytesFrom(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? Buffer.from(data) : data
}
