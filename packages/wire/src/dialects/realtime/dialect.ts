import { createRealtimeReader } from '#flat-readers'
import { ParleyError } from '../../errors.js'
import { DELEGATION_TOOL } from '../../tools.js'
import { checkVoice } from '../check-voice.js'
import type { Dialect } from '../dialect.js'
import { messageItem } from '../message-item.js'
import { readAudioDelta } from './audio-delta.js'
import { toRealtimeEvent } from './events.js'
import { encodeFunctionOutput, encodeHandoffAppend } from './handoff.js'
import { decodeServerEvent } from './server-events.js'
import { encodeSession } from './session.js'
import { voices } from './voices.js'

/**
 * The GA protocol. `delegationTools`: names of the tools whose call is a handoff.
 */
export function createRealtimeDialect(delegationTools: readonly string[] = [DELEGATION_TOOL]): Dialect {
  const options = { delegationTools: new Set(delegationTools) }
  return {
    name: 'realtime',
    voices,
    intent: undefined,
    headers: {},
    checkConfig(config) {
      checkVoice('realtime', voices, config.voice)
      checkMode(config.mode)
      if (config.speed !== undefined && !(config.speed >= 0.25 && config.speed <= 1.5)) {
        throw new ParleyError('config', `speed ${String(config.speed)} is outside 0.25 to 1.5`)
      }
    },
    encodeSessionUpdate: (config) => ({ type: 'session.update', session: encodeSession(config) }),
    readFrame(frame) {
      const audio = readAudioDelta(frame)
      if (audio !== undefined) return { kind: 'event', event: audio }
      const decoded = decodeServerEvent(frame)
      if (decoded.kind === 'unknown') return { kind: 'skipped' }
      if (decoded.kind === 'malformed') return { kind: 'malformed' }
      const event = toRealtimeEvent(decoded.event, options)
      return event === undefined ? { kind: 'malformed' } : { kind: 'event', event }
    },
    readBytes: createRealtimeReader(),
    encodeText: (text, role) => ({ type: 'conversation.item.create', item: messageItem(text, role) }),
    encodeHandoffAppend: (_handoffId, text) => encodeHandoffAppend(text),
    encodeHandoffFinal: (handoffId, text, answered) =>
      answered ? encodeHandoffAppend(text) : encodeFunctionOutput(handoffId, text),
    encodeFunctionOutput,
    encodeResponseCreate: (response) => ({ type: 'response.create', ...(response === undefined ? {} : { response }) }),
    encodeResponseCancel: (responseId) => ({
      type: 'response.cancel',
      ...(responseId === undefined ? {} : { response_id: responseId }),
    }),
    encodeTruncate: (point) => ({
      type: 'conversation.item.truncate',
      item_id: point.itemId,
      content_index: point.contentIndex,
      audio_end_ms: point.audioEndMs,
    }),
  }
}

/** For callers that the type checker does not reach: a misspelled mode would be taken for the default. */
function checkMode(mode: string | undefined): void {
  if (mode === undefined || mode === 'conversational' || mode === 'transcription') return
  throw new ParleyError('config', `mode '${mode}' is not known; use 'conversational' or 'transcription'`)
}
