import type { RealtimeConnection } from '@parley/conversation'
import type { RealtimeEvent } from '@parley/wire'

/**
 * The same connection, of which somebody else sees each event before its reader does. `see` may give the reader another
 * event in its place. The tap owns nothing.
 */
export function tapConnection(
  inner: RealtimeConnection,
  see: (event: RealtimeEvent) => RealtimeEvent,
  seeEnd: () => void,
): RealtimeConnection {
  return {
    dialect: inner.dialect,
    async nextEvent() {
      const event = await inner.nextEvent()
      if (event !== null) return see(event)
      seeEnd()
      return null
    },
    sendAudio: (frame) => {
      inner.sendAudio(frame)
    },
    sendText: (text, options) => {
      inner.sendText(text, options)
    },
    appendHandoff: (handoffId, text) => {
      inner.appendHandoff(handoffId, text)
    },
    finishHandoff: (handoffId, text) => {
      inner.finishHandoff(handoffId, text)
    },
    createResponse: (options) => {
      inner.createResponse(options)
    },
    cancelResponse: (responseId) => {
      inner.cancelResponse(responseId)
    },
    truncate: (point) => {
      inner.truncate(point)
    },
    send: (event) => {
      inner.send(event)
    },
    get bufferedAmount() {
      return inner.bufferedAmount ?? 0
    },
    get transcript() {
      return inner.transcript
    },
    closed: inner.closed,
    close: () => inner.close(),
  }
}
