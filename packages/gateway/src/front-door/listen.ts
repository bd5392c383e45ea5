import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { ParleyError } from '@parley/wire'
import type { DoorLimits } from './door-limits.js'

/** An HTTP server that answers nobody yet and gives slow clients little time. */
export function createLimitedServer(limits: DoorLimits): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.timeoutCheckMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
    noDelay: true,
  })
  server.maxRequestsPerSocket = 1_000
  return server
}

export type Listening =
  | { readonly isListening: true; readonly server: Server; readonly port: number }
  | { readonly isListening: false; readonly code: string; readonly error: ParleyError }

/** Listens, or says why not. Resolves before the first connection can be heard: handlers are put on afterwards. */
export function listen(server: Server, host: string, port: number): Promise<Listening> {
  return new Promise((resolve) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const text = `Cannot listen on ${host}:${port}: ${cause.message}. Choose another port, or end what has it.`
      resolve({ isListening: false, code: cause.code ?? '', error: new ParleyError('unavailable', text, { cause }) })
    })
    server.listen({ host, port, exclusive: true, ipv6Only: host.includes(':') && host !== '::' }, () => {
      const address = server.address()
      resolve({
        isListening: true,
        server,
        port: typeof address === 'object' && address !== null ? address.port : port,
      })
    })
  })
}

export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
