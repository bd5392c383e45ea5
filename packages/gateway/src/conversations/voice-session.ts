import { conversationTools, defaultInstructions } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { DialectName, RealtimeSessionConfig, RealtimeVersion, VoiceRequest } from '@parley/wire'
import { listVoices } from './list-voices.js'

/** One voice, from its start to its end; reconnects and roll-overs in between are the same one. */
export interface VoiceSession {
  /** The client's own id where it gave one. */
  readonly sessionId: string
  readonly version: RealtimeVersion
  /** What each of its connections is opened with. */
  readonly config: RealtimeSessionConfig
}

/** Throws `config` errors, whose messages are for the client. */
export function toVoiceSession(request: VoiceRequest, sessionId: string): VoiceSession {
  const version = request.version ?? 'v2'
  const dialect = dialectOf(version)
  const { voice, model, prompt } = request
  const outputModality = request.outputModality ?? 'audio'
  if (dialect === 'quicksilver' && outputModality === 'text') {
    throw new ParleyError('config', 'Version v1 speaks only: ask for outputModality "audio", or for version v2.')
  }
  const voices = listVoices()[version === 'v1' ? 'v1' : 'v2']
  if (voice != null && !voices.includes(voice)) {
    throw new ParleyError('config', `Voice "${voice}" is not one of version ${version}: ${voices.join(', ')}.`)
  }
  return {
    ...{ sessionId, version },
    config: {
      ...{ dialect, outputModality, sessionId },
      instructions: prompt ?? defaultInstructions,
      ...(model == null ? {} : { model }),
      ...(voice == null ? {} : { voice }),
      ...(dialect === 'realtime' ? { tools: conversationTools } : {}),
    },
  }
}

function dialectOf(version: RealtimeVersion): DialectName {
  if (version === 'v3') {
    throw new ParleyError('config', 'Version v3 is not supported by this gateway yet; use v1 or v2.')
  }
  return version === 'v1' ? 'quicksilver' : 'realtime'
}
