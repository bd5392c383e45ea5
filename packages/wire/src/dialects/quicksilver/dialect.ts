import { createQuicksilverReader } from '#flat-readers'
import { ParleyError } from '../../errors.js'
import { checkVoice } from '../check-voice.js'
import type { Dialect } from '../dialect.js'
import { messageItem } from '../message-item.js'
import { toRealtimeEvent } from './events.js'
import { encodeHandoffAppend, encodeHandoffFinal } from './handoff.js'
import { decodeServerEvent } from './server-events.js'
import { encodeSession } from './session.js'
import { voices } from './voices.js'

/** The first dialect: handoffs are events of their own; responses, tools and truncation do not exist for the client. */
export function createQuicksilverDialect(): Dialect {
  return {
    name: 'quicksilver',
    voices,
    intent: 'quicksilver',
    headers: { 'openai-alpha': 'quicksilver=v1' },
    checkConfig(config) {
      checkVoice('quicksilver', voices, config.voice)
      if (config.mode === 'transcription') {
        throw new ParleyError('config', "mode 'transcription' is not supported by quicksilver; use dialect 'realtime'")
      }
      if (config.outputModality === 'text') {
        throw new ParleyError('config', "outputModality 'text' is not supported by quicksilver; use dialect 'realtime'")
      }
    },
    encodeSessionUpdate: (config) => ({ type: 'session.update', session: encodeSession(config) }),
    readFrame(frame) {
      const decoded = decodeServerEvent(frame)
      if (decoded.kind === 'unknown') return { kind: 'skipped' }
      if (decoded.kind === 'malformed') return { kind: 'malformed' }
      const event = toRealtimeEvent(decoded.event)
      return event === undefined ? { kind: 'malformed' } : { kind: 'event', event }
    },
    readBytes: createQuicksilverReader(),
    encodeText: (text, role) => ({ type: 'conversation.item.create', item: messageItem(text, role) }),
    encodeHandoffAppend,
    encodeHandoffFinal: (handoffId, text) => encodeHandoffFinal(handoffId, text),
    encodeFunctionOutput: () => undefined,
    encodeResponseCreate: () => undefined,
    encodeResponseCancel: () => undefined,
    encodeTruncate: () => undefined,
  }
}
