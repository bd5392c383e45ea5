import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ParleyError } from '@parley/wire'
import { WebSocketServer } from 'ws'
import { createCallHost } from './calls/call-host.js'
import type { CallHost } from './calls/call-host.js'
import { createClientSecrets } from './http/client-secrets.js'
import type { ClientSecrets } from './http/client-secrets.js'
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
  /** WebRTC calls that are open now. */
  readonly calls: number
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
  const calls = createCallHost(settings)
  const secrets = createClientSecrets(settings.clock)
  const routes = { settings, calls, secrets, sessionCount: () => host.count }
  const limits = httpLimitsFor(settings.maxConnections)
  const http = createHttpServer(limits, (request, response) => answerHttp(request, response, routes))
  const sockets = createWebSocketServer()
  const hosts = { settings, host, calls, secrets, sockets }
  http.on('upgrade', (request, socket, head) => onUpgrade(hosts, request, socket, head))
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
    get calls() {
      return calls.count
    },
    close() {
      closed ??= closeAll(http, host, calls)
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
  readonly calls: CallHost
  readonly secrets: ClientSecrets
  readonly sockets: WebSocketServer
}

function onUpgrade(hosts: Upgrade, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { settings, host, calls, secrets, sockets } = hosts
  // Until the upgrade is done nobody else listens for the connection's errors.
  socket.on('error', () => socket.destroy())
  const decision = decideUpgrade(urlOf(request), request.headers, {
    settings,
    secrets,
    hasCall: (callId) => calls.has(callId),
  })
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
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const { wish } = decision
    if (wish.kind === 'sideband') calls.join(wish.callId, webSocket)
    else host.open(webSocket, wish.request)
  })
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

async function closeAll(http: Server, host: SessionHost, calls: CallHost): Promise<void> {
  const stopped = new Promise<void>((resolve) => http.close(() => resolve()))
  await Promise.all([host.close(), calls.close()])
  http.closeAllConnections()
  await stopped
}
