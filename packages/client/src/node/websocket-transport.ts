import type { IncomingMessage } from 'node:http'
import { ParleyError } from '@parley/wire'
import WebSocket from 'ws'
import type { RawData } from 'ws'
import { refusedError } from '../remote-error.js'
import type { HeaderMap } from '../request-headers.js'
import { placeOf } from '../request-url.js'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from '../transport.js'

/** Above the protocol's largest frame: 15 MiB of audio as base64 in JSON. */
const MAX_PAYLOAD_BYTES = 24 * 1024 * 1024
const MAX_ERROR_BODY_CHARS = 16 * 1024
/** How long a peer may take for the rest of a refusal, and for hanging up after its close frame. */
const PATIENCE_MS = 2_000

const asText = { binary: false }

/** `closeTimeout` is newer than the types of `ws`. */
const limits = { maxPayload: MAX_PAYLOAD_BYTES, closeTimeout: PATIENCE_MS }

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
        ...limits,
        followRedirects: false,
      })
      return new NodeSocket(socket, request, listener)
    },
  }
}

class NodeSocket implements TransportSocket {
  readonly #socket: WebSocket
  readonly #where: string
  readonly #headers: HeaderMap
  #ended = false
  #failure: Error | undefined

  constructor(socket: WebSocket, request: TransportRequest, listener: TransportListener) {
    this.#socket = socket
    this.#where = placeOf(request.url)
    this.#headers = request.headers
    this.#listen(listener)
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
  }

  /** One buffer, which `ws` masks into one write; of a string it makes two, and counts its bytes first. */
  sendAscii(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(Buffer.from(text, 'latin1'), asText)
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
      if (!this.#ended) listener.onOpen()
    })
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (this.#ended) return
      const bytes = toBytes(data)
      if (isBinary) listener.onBinary(bytes)
      else if (listener.onTextBytes?.(bytes) !== true) listener.onText(bytes.toString('utf8'))
    })
    const onAlive = (): void => {
      if (!this.#ended) listener.onAlive()
    }
    socket.on('pong', onAlive)
    socket.on('ping', onAlive)
    socket.on('unexpected-response', (request, response) => {
      void readRefusal(response).then((body) => {
        request.destroy()
        this.#end(() => {
          listener.onFailed(refusedError(this.#where, response.statusCode ?? 0, body, this.#headers))
        })
      })
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

/** The body of a refused handshake, as far as it comes in time. */
function readRefusal(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = ''
    const finish = (): void => {
      resolve(body.slice(0, MAX_ERROR_BODY_CHARS))
    }
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      body += chunk
      if (body.length > MAX_ERROR_BODY_CHARS) finish()
    })
    response.once('end', finish)
    response.once('close', finish)
    response.once('error', finish)
    response.setTimeout(PATIENCE_MS, finish)
  })
}

function toBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
