import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { createMailbox } from './mailbox.js'

/** A real WebSocket server on 127.0.0.1 for one test. */
export interface TestServer {
  readonly url: string
  readonly port: number
  /** The next connection that no one took yet. */
  nextSocket(): Promise<ServerSocket>
  close(): Promise<void>
}

export interface ServerSocket {
  readonly socket: WebSocket
  readonly request: IncomingMessage
  /** The next text frame of the client. */
  readonly nextFrame: () => Promise<string>
}

/** `refuse`: what is written on the raw socket instead of an upgrade; `undefined` accepts. */
export interface TestServerOptions {
  readonly refuse?: (request: IncomingMessage, attempt: number) => string | undefined
}

export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const http = createServer()
  const sockets = new Set<Socket>()
  const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const waiting = createMailbox<ServerSocket>()
  let attempts = 0
  http.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  http.on('upgrade', (request, socket, head) => {
    attempts += 1
    const refusal = options.refuse?.(request, attempts)
    if (refusal !== undefined) {
      socket.end(refusal)
      return
    }
    upgrades.handleUpgrade(request, socket, head, (accepted) => {
      waiting.put(toServerSocket(accepted, request))
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = toAddress(http.address())
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    nextSocket: () => waiting.take(),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      http.close()
      await once(http, 'close')
    },
  }
}

function toServerSocket(socket: WebSocket, request: IncomingMessage): ServerSocket {
  const frames = createMailbox<string>()
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => {
    frames.put(data.toString('utf8'))
  })
  return { socket, request, nextFrame: () => frames.take() }
}

export function toAddress(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port')
  return address
}

/** An HTTP answer as it is on the wire. */
export function httpAnswer(status: string, body: string, type = 'application/json'): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\nconnection: close\r\n\r\n${body}`
}
