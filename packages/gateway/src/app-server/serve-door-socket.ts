import type { ConversationHost } from '../conversations/conversation-host.js'
import type { SocketEndpoint } from '../front-door/door-routes.js'
import type { DoorSocket, SocketListener } from '../front-door/door-socket.js'
import { createAppSession } from './app-session.js'
import type { AppSession, AppSessionOptions } from './app-session.js'
import { MAX_MESSAGE_BYTES, tooLong } from './serve-stdio.js'

/** So much may be on its way; what comes next waits in the session's own bounded queue. Below the door's own limit. */
const HIGH_WATER_BYTES = 262_144
const codes = { slow: 1013, tooBig: 1009 } as const

/** Serves one client of the front door, which owns the socket and closes it at binary messages. */
export function serveDoorSocket(
  socket: DoorSocket,
  host: ConversationHost,
  options: AppSessionOptions = {},
): SocketListener {
  let isWaiting = false
  const wait = (): void => {
    if (isWaiting) return
    isWaiting = true
    void socket.whenDrained().then(() => {
      isWaiting = false
      session.drained()
    })
  }
  const session: AppSession = createAppSession(
    {
      send: (text) => {
        socket.send(text)
        if (!socket.isOpen || socket.bufferedBytes < HIGH_WATER_BYTES) return true
        wait()
        return false
      },
      close: (reason) => {
        socket.close(codes.slow, reason)
      },
    },
    host,
    options,
  )
  return {
    text: (text) => {
      if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) socket.close(codes.tooBig, tooLong())
      else session.receive(text)
    },
    closed: () => {
      session.close()
    },
  }
}

/** The sub-protocol of pages, which have no header for their ticket. */
const APP_PROTOCOL = 'parley.v1'
/** Sound as text is charged to the budget of sound. */
const AUDIO_METHOD = /"method"\s*:\s*"(?:thread\/realtime\/appendAudio|conversation\/sendAudio)"/

/** What to mount at the front door, at `/app`. */
export function createAppEndpoint(host: ConversationHost, options: AppSessionOptions = {}): SocketEndpoint {
  return {
    protocols: [APP_PROTOCOL],
    budgetOf: (text) => (AUDIO_METHOD.test(text) ? 'audio' : 'control'),
    onSocket: (socket) => serveDoorSocket(socket, host, options),
  }
}
