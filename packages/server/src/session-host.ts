import type { RawData, WebSocket } from 'ws'
import { loadResampler } from '@parley/speech'
import type { ResamplerFactory } from '@parley/speech'
import { startHeartbeat } from './http/heartbeat.js'
import type { SessionRequest } from './http/upgrade-request.js'
import { createWebSocketLink } from './http/web-socket-link.js'
import { newSessionId, openHostedSession } from './open-hosted-session.js'
import type { ServerSettings } from './server-options.js'

/** All sessions of one server. */
export interface SessionHost {
  readonly count: number
  open(socket: WebSocket, request: SessionRequest): void
  /** Says goodbye to every client (1001); resolves when all are gone and nothing runs any more. */
  close(): Promise<void>
}

export async function createSessionHost(settings: ServerSettings): Promise<SessionHost> {
  const createResampler = await loadResampler()
  const open = new Map<WebSocket, Promise<void>>()
  return {
    get count() {
      return open.size
    },
    open(socket, request) {
      const run = runSession({ settings, createResampler, socket, request }).catch((cause: unknown) => {
        settings.log({ level: 'error', event: 'fault', text: 'A session could not be opened.', cause })
        socket.close(1011, 'The session could not be opened.')
      })
      open.set(
        socket,
        run.finally(() => open.delete(socket)),
      )
    },
    async close() {
      for (const socket of open.keys()) goodbye(settings, socket)
      await Promise.all(open.values())
    },
  }
}

interface SocketSession {
  readonly settings: ServerSettings
  readonly createResampler: ResamplerFactory
  readonly socket: WebSocket
  readonly request: SessionRequest
}

/** Resolves when the connection is gone and the session's work has ended. */
async function runSession({ settings, createResampler, socket, request }: SocketSession): Promise<void> {
  const { clock, log } = settings
  const sessionId = newSessionId()
  const link = createWebSocketLink({
    socket,
    clock,
    maxBufferedBytes: settings.maxBufferedBytes,
    onTooSlow: () => log({ level: 'warn', event: 'session-closed', sessionId, text: 'The client was too slow.' }),
  })
  startHeartbeat(socket, clock, settings.pingIntervalMs)
  // A broken frame or connection is followed by `close`, which ends the session.
  socket.on('error', () => {})
  const driver = openHostedSession({ settings, createResampler, request, sessionId }, link)
  log({ level: 'info', event: 'session-opened', sessionId, text: `${request.dialect} session, ${request.type}` })
  if (request.session !== undefined) driver.receiveFrame({ type: 'session.update', session: request.session })
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) driver.receiveBinary()
    else driver.receive(textFrom(data))
  })
  const code = await new Promise<number>((resolve) => socket.once('close', resolve))
  await driver.close()
  log({ level: 'info', event: 'session-closed', sessionId, text: `Closed with ${code}` })
}

/** Text of one message of `ws`. */
export function textFrom(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8')
}

function goodbye(settings: ServerSettings, socket: WebSocket): void {
  socket.close(1001, 'The server is shutting down.')
  settings.clock.setTimer(2000, () => socket.terminate())
}
