import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ParleyError } from '@parley/wire'
import { WebSocketServer } from 'ws'
import { createHttpServer, httpLimitsFor } from './http/create-http-server.js'
import { answerHttp, urlOf } from './http/http-routes.js'
import { refuseUpgrade } from './http/refuse-upgrade.js'
import { decideUpgrade } from './http/upgrade-request.js'
import { settingsFromOptions } from './server-options.js'
import type { ServerOptions, ServerSettings } from './server-options.js'
import { createSessionHost } from './session-host.js'
import type { SessionHost } from './session-host.js'

/** A running embedded realtime server. */
export interface RealtimeServer {
  /** `http://HOST:PORT`, without a path. */
  readonly url: string
  readonly port: number
  /** Open now. */
  readonly sessions: number
  /** Closes all sessions with 1001 and stops listening. Idempotent; resolves when nothing runs any more. */
  close(): Promise<void>
}

/** A little above an append of 15 MiB in base64 with its envelope. */
const MAX_FRAME_BYTES = 22 * 1024 * 1024

/**
 * Starts the server. Throws `config` for unsafe or impossible options and `unavailable` when the address cannot be had.
 * The speech engines stay the caller's.
 */
export async function openServer(options: ServerOptions): Promise<RealtimeServer> {
  const settings = settingsFromOptions(options)
  const host = await createSessionHost(settings)
  const limits = httpLimitsFor(settings.maxConnections)
  const http = createHttpServer(limits, (request, response) => answerHttp(request, response, settings, host.count))
  const sockets = createWebSocketServer()
  http.on('upgrade', (request, socket, head) => onUpgrade({ settings, host, sockets }, request, socket, head))
  const port = await listen(http, settings)
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`
  settings.log({ level: 'info', event: 'listening', text: `Listening on ${url}` })
  let closed: Promise<void> | undefined
  return {
    url,
    port,
    get sessions() {
      return host.count
    },
    close() {
      closed ??= closeAll(http, host)
      return closed
    },
  }
}

function createWebSocketServer(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    // Browsers offer a list; the real server takes `realtime` out of it.
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  })
}

interface Upgrade {
  readonly settings: ServerSettings
  readonly host: SessionHost
  readonly sockets: WebSocketServer
}

function onUpgrade({ settings, host, sockets }: Upgrade, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Until the upgrade is done nobody else listens for the connection's errors.
  socket.on('error', () => socket.destroy())
  const decision = decideUpgrade(urlOf(request), request.headers, settings)
  if (!decision.ok) {
    settings.log({ level: 'warn', event: 'refused', text: `${decision.error.status} ${decision.error.message}` })
    return refuseUpgrade(socket, decision.error)
  }
  if (host.count >= settings.maxConnections) {
    const message = `The server has ${host.count} sessions and takes no more. Try again later.`
    return refuseUpgrade(socket, { status: 503, type: 'server_error', code: 'server_overloaded', message })
  }
  // Small frames in a row would otherwise wait for the peer's delayed acknowledgement.
  if (socket instanceof Socket) socket.setNoDelay(true)
  sockets.handleUpgrade(request, socket, head, (webSocket) => host.open(webSocket, decision.request))
}

function listen(http: Server, { host, port }: ServerSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause) => {
      reject(new ParleyError('unavailable', `Cannot listen on ${host}:${port}: ${cause.message}`, { cause }))
    })
    http.listen(port, host, () => {
      const address = http.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function closeAll(http: Server, host: SessionHost): Promise<void> {
  const stopped = new Promise<void>((resolve) => http.close(() => resolve()))
  await host.close()
  http.closeAllConnections()
  await stopped
}
