import { ParleyError } from '@parley/wire'
import { placeOf } from '../request-url.js'
import type { Transport, TransportListener, TransportRequest, TransportSocket } from '../transport.js'

/**
 * WebSocket by the browser. Browsers cannot set headers, so the key travels as a sub-protocol, and they cannot ping,
 * so a silent peer is not taken for dead unless the caller asks for it.
 */
export function createWebSocketTransport(): Transport {
  return {
    open(request, listener) {
      const socket = openWebSocket(request)
      socket.binaryType = 'arraybuffer'
      return new BrowserSocket(socket, request, listener)
    },
  }
}

function openWebSocket({ url, apiKey }: TransportRequest): WebSocket {
  // A browser hangs up on a server that picks none of the offered protocols, so without a key none is offered.
  if (apiKey === undefined) return new WebSocket(url)
  try {
    return new WebSocket(url, ['realtime', `openai-insecure-api-key.${apiKey}`])
  } catch {
    // The browser's own error would repeat the key.
    throw new ParleyError('config', `apiKey cannot be sent to ${placeOf(url)} by a browser: it is no sub-protocol name`)
  }
}

class BrowserSocket implements TransportSocket {
  readonly #socket: WebSocket
  #ended = false

  constructor(socket: WebSocket, request: TransportRequest, listener: TransportListener) {
    this.#socket = socket
    const where = placeOf(request.url)
    socket.addEventListener('open', () => {
      if (!this.#ended) listener.onOpen()
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (this.#ended) return
      if (typeof event.data === 'string') listener.onText(event.data)
      else listener.onBinary(event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : new Uint8Array(0))
    })
    // Says nothing of its own, and a `close` always follows; but an implementation of Node's kind wants it heard.
    socket.addEventListener('error', () => undefined)
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
