import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'

/** How long somebody may take to say what he wants, and how many may be there at once. */
export interface HttpLimits {
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  /** How often the two are looked at. */
  readonly timeoutCheckMs: number
  /** Connections of all kinds, sessions included. One more is cut off. */
  readonly maxConnections: number
}

/** Connections beside those of the sessions: questions over HTTP, and upgrades that are refused with a reason. */
const SPARE_CONNECTIONS = 64

export function httpLimitsFor(maxSessions: number): HttpLimits {
  return {
    headersTimeoutMs: 5_000,
    requestTimeoutMs: 10_000,
    timeoutCheckMs: 1_000,
    maxConnections: maxSessions + SPARE_CONNECTIONS,
  }
}

/** Node's own times would let a thousand half-finished requests wait for a minute and more. */
export function createHttpServer(limits: HttpLimits, onRequest: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckMs,
    },
    onRequest,
  )
  server.maxConnections = limits.maxConnections
  return server
}
