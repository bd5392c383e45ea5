import type { DialectName, RealtimeEvent, TranscriptTurn } from '@parley/wire'
import type { AudioFrame, ConnectionCall, ConnectionEnd, RealtimeConnection } from '../realtime-connection.js'
import { createAsyncQueue } from './async-queue.js'

export interface FakeConnection extends RealtimeConnection {
  /** Everything sent so far, in order; audio apart. */
  readonly calls: readonly ConnectionCall[]
  readonly audio: readonly AudioFrame[]
  /** The server says something. */
  deliver(...events: readonly RealtimeEvent[]): void
  /** The server hangs up, or the line breaks. */
  end(end?: Partial<ConnectionEnd>): void
}

/** A connection without a server: a test says what arrives and sees what was sent. */
export function createFakeConnection(
  dialect: DialectName = 'realtime',
  transcript: readonly TranscriptTurn[] = [],
): FakeConnection {
  const events = createAsyncQueue<RealtimeEvent>()
  const calls: ConnectionCall[] = []
  const audio: AudioFrame[] = []
  let resolveClosed: (end: ConnectionEnd) => void
  const closed = new Promise<ConnectionEnd>((resolve) => (resolveClosed = resolve))
  const end = (info: Partial<ConnectionEnd> = {}): void => {
    events.end()
    resolveClosed({ code: 1000, reason: '', initiator: 'remote', ...info })
  }
  const call = (made: ConnectionCall): void => {
    calls.push(made)
  }
  return {
    ...{ dialect, calls, audio, transcript, closed, end },
    deliver(...delivered) {
      for (const event of delivered) events.push(event)
    },
    nextEvent: async () => (await events.next()) ?? null,
    sendAudio: (frame) => {
      audio.push(frame)
    },
    sendText: (text, options = {}) => {
      call({ method: 'sendText', text, role: options.role ?? 'user' })
    },
    appendHandoff: (handoffId, text) => {
      call({ method: 'appendHandoff', handoffId, text })
    },
    finishHandoff: (handoffId, text) => {
      call({ method: 'finishHandoff', handoffId, text })
    },
    createResponse: (options = {}) => {
      call({ method: 'createResponse', eventId: options.eventId ?? '' })
    },
    cancelResponse: (responseId) => {
      call({ method: 'cancelResponse', ...(responseId === undefined ? {} : { responseId }) })
    },
    truncate: (point) => {
      call({ method: 'truncate', point })
    },
    send: (event) => {
      call({ method: 'send', event })
    },
    close: async () => {
      end({ initiator: 'local' })
    },
  }
}
