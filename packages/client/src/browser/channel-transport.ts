import type { ParleyError } from '@parley/wire'
import type { Transport, TransportListener, TransportSocket } from '../transport.js'
import type { CallPeer } from './call-peer.js'

/** A data channel that is open already, as a transport for one connection. */
export interface ChannelTransport extends Transport {
  receive(text: string): void
  /** The channel has come to a good end. */
  closed(reason: string): void
  /** The network that carried it is gone, or was left. */
  failed(error: ParleyError): void
}

const NORMAL = 1000

/** Of the request only that it comes matters: the call was made before. `close` closes the peer, and so the call. */
export function createChannelTransport(peer: CallPeer): ChannelTransport {
  let listener: TransportListener | undefined
  /** Takes the listener for its last callback. */
  const finish = (): TransportListener | undefined => {
    const last = listener
    listener = undefined
    return last
  }
  const socket: TransportSocket = {
    get bufferedAmount() {
      return peer.bufferedAmount
    },
    send(text) {
      if (listener !== undefined) peer.send(text)
    },
    close(code, reason) {
      peer.close()
      queueMicrotask(() => finish()?.onClosed(code, reason))
    },
    terminate() {
      finish()
      peer.close()
    },
  }
  return {
    open(_request, opened) {
      listener = opened
      queueMicrotask(() => listener?.onOpen())
      return socket
    },
    receive: (text) => listener?.onText(text),
    closed: (reason) => finish()?.onClosed(NORMAL, reason),
    failed: (error) => finish()?.onFailed(error),
  }
}
