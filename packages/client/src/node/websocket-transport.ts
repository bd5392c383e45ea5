import { ParleyError } from '@parley/wire'
import WebSocket from 'ws'
import type { RawData } from 'ws'
import { refusedError } from '../remote-error.js'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from '../transport.js'

/** Above the protocol's largest frame: 15 MiB of audio as base64 in JSON. */
const MAX_PAYLOAD_BYTES = 24 * 1024 * 1024
const MAX_ERROR_BODY_BYTES = 16 * 1024

/**
 * WebSocket by `ws`. No compression: audio does not shrink, and small frames cost more than they save. `ws` sets
 * TCP_NODELAY, so two small frames in a row are not held back.
 */
export function createWebSocketTransport(): Transport {
  return {
    open(request, listener) {
      const socket = new WebSocket(request.url, {
        headers: request.headers,
        perMessageDeflate: false,
        maxPayload: MAX_PAYLOAD_BYTES,
        followRedirects: false,
      })
      return new NodeSocket(socket, request, listener)
    },
  }
}

class NodeSocket implements TransportSocket {
  readonly #socket: WebSocket
  readonly #where: string
  readonly #apiKey: string | undefined
  #ended = false
  #failure: Error | undefined

  constructor(socket: WebSocket, request: TransportRequest, listener: TransportListener) {
    this.#socket = socket
    this.#where = request.url.split('?')[0] ?? request.url
    this.#apiKey = request.apiKey
    this.#listen(listener)
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping()
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  terminate(): void {
    this.#ended = true
    this.#socket.terminate()
  }

  #listen(listener: TransportListener): void {
    const socket = this.#socket
    socket.on('open', () => {
      listener.onOpen()
    })
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (this.#ended) return
      if (isBinary) listener.onBinary(toBytes(data))
      else listener.onText(toBytes(data).toString('utf8'))
    })
    socket.on('pong', () => {
      listener.onAlive()
    })
    socket.on('ping', () => {
      listener.onAlive()
    })
    socket.on('unexpected-response', (request, response) => {
      const status = response.statusCode ?? 0
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body = (body + chunk).slice(0, MAX_ERROR_BODY_BYTES)
      })
      const refuse = (): void => {
        request.destroy()
        this.#end(() => {
          listener.onFailed(refusedError(this.#where, status, body, this.#apiKey))
        })
      }
      response.once('end', refuse)
      response.once('close', refuse)
    })
    socket.on('error', (error) => {
      this.#failure = error
    })
    socket.on('close', (code: number, reason: Buffer) => {
      this.#end(() => {
        // 1006 is never on the wire: it stands for a socket that ended without a close frame.
        if (code === 1006 || this.#failure !== undefined) listener.onFailed(this.#failed())
        else listener.onClosed(code, reason.toString('utf8'))
      })
    })
  }

  #failed(): ParleyError {
    const cause = this.#failure
    if (cause === undefined) return new ParleyError('unavailable', `${this.#where} broke off without a close frame`)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
    return new ParleyError('unavailable', `${this.#where} failed: ${code}`, { cause })
  }

  #end(tell: () => void): void {
    if (this.#ended) return
    this.#ended = true
    tell()
  }
}

function toBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
