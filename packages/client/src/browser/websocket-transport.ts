import { ParleyError } from '@parley/wire'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from '../transport.js'

/**
 * WebSocket by the browser. Browsers cannot set headers, so the key travels as a sub-protocol, and they cannot ping,
 * so a silent peer is not taken for dead unless the caller asks for it.
 */
export function createWebSocketTransport(): Transport {
  return {
    open(request, listener) {
      const keyProtocol = request.apiKey === undefined ? [] : [`openai-insecure-api-key.${request.apiKey}`]
      const socket = new WebSocket(request.url, ['realtime', ...keyProtocol])
      socket.binaryType = 'arraybuffer'
      return new BrowserSocket(socket, request, listener)
    },
  }
}

class BrowserSocket implements TransportSocket {
  readonly #socket: WebSocket
  #ended = false

  constructor(socket: WebSocket, request: TransportRequest, listener: TransportListener) {
    this.#socket = socket
    const where = request.url.split('?')[0] ?? request.url
    socket.addEventListener('open', () => {
      listener.onOpen()
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (this.#ended) return
      if (typeof event.data === 'string') listener.onText(event.data)
      else listener.onBinary(event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array(0))
    })
    socket.addEventListener('close', (event) => {
      if (this.#ended) return
      this.#ended = true
      if (event.wasClean) listener.onClosed(event.code, event.reason)
      else listener.onFailed(new ParleyError('unavailable', `${where} could not be reached or broke off`))
    })
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  terminate(): void {
    this.#ended = true
    this.#socket.close()
  }
}
