import { isRecord, mergeJson } from '@parley/wire'
import type { OutputModality } from '@parley/wire'
import { DEFAULT_TRANSCRIPTION_MODEL, decodeSession, defaultVoice } from '@parley/wire/realtime'
import type { AudioFormat, Session, TurnDetection } from '@parley/wire/realtime'
import type { ToolChoice, ToolOffer } from '../responder/responder.js'
import { defaultSemanticVad, defaultServerVad } from './turn-settings.js'
import type { VoiceSettings } from './session-effect.js'

export const pcm24k: AudioFormat = { type: 'audio/pcm', rate: 24_000 }

type Json = Readonly<Record<string, unknown>>

/** What a new session is like before the client has said anything, with every field that the real server shows. */
export function createDefaultSession(identity: {
  readonly id: string
  readonly type: 'realtime' | 'transcription'
  readonly model: string
  readonly expiresAt: number
}): Session {
  const { id, type, model, expiresAt } = identity
  const input = { format: pcm24k, transcription: null, noise_reduction: null, turn_detection: defaultServerVad }
  if (type === 'transcription') {
    return {
      type,
      object: 'realtime.transcription_session',
      id,
      expires_at: expiresAt,
      audio: { input: { ...input, transcription: { model: DEFAULT_TRANSCRIPTION_MODEL } } },
      include: null,
    }
  }
  return {
    type,
    object: 'realtime.session',
    id,
    model,
    expires_at: expiresAt,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    parallel_tool_calls: true,
    tracing: null,
    truncation: 'auto',
    prompt: null,
    audio: { input, output: { format: pcm24k, voice: defaultVoice, speed: 1 } },
    include: null,
  }
}

export type SessionChange =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly code: string; readonly problem: string; readonly param: string }

/** The session with a client's patch merged over it, or what is wrong with the patch. */
export function applySessionPatch(session: Session, patch: Json): SessionChange {
  const merged = mergeJson(session, withReplacedParts(session, patch))
  const decoded = decodeSession(merged)
  if (decoded.ok) return decoded
  const param = `session.${decoded.param}`
  return { ok: false, code: 'invalid_value', problem: `Invalid '${param}': ${decoded.problem}`, param }
}

/**
 * A format or a turn detection of another type replaces the old one whole: a merge would leave the old type's fields
 * behind. A new turn detection stands on the defaults of its type.
 */
function withReplacedParts(session: Session, patch: Json): Json {
  const audio = recordAt(patch, 'audio')
  if (audio === undefined) return patch
  const input = recordAt(audio, 'input')
  const output = recordAt(audio, 'output')
  const before = session.audio
  const patchedInput = input && {
    ...input,
    ...replacedFormat(input, before?.input?.format),
    ...replacedTurnDetection(input, before?.input?.turn_detection),
  }
  const patchedOutput = output && { ...output, ...replacedFormat(output, before?.output?.format) }
  return {
    ...patch,
    audio: {
      ...audio,
      ...(patchedInput === undefined ? {} : { input: patchedInput }),
      ...(patchedOutput === undefined ? {} : { output: patchedOutput }),
    },
  }
}

function recordAt(value: Json, name: string): Json | undefined {
  const field = value[name]
  return isRecord(field) ? field : undefined
}

function replacedFormat(patch: Json, before: AudioFormat | null | undefined): Json {
  const format = recordAt(patch, 'format')
  if (format === undefined || format['type'] === undefined || format['type'] === before?.type) return {}
  return { format: { ...(format['type'] === 'audio/pcm' ? { rate: 24_000 } : { rate: undefined }), ...format } }
}

function replacedTurnDetection(patch: Json, before: TurnDetection | null | undefined): Json {
  const detection = recordAt(patch, 'turn_detection')
  if (detection === undefined) return {}
  const type = detection['type'] ?? before?.type ?? 'server_vad'
  if (type === before?.type) return { turn_detection: { ...before, ...detection } }
  return { turn_detection: { ...(type === 'semantic_vad' ? defaultSemanticVad : defaultServerVad), ...detection } }
}

export function turnDetectionOf(session: Session): TurnDetection | null {
  return session.audio?.input?.turn_detection ?? null
}

export function inputFormatOf(session: Session): AudioFormat {
  return session.audio?.input?.format ?? pcm24k
}

export function modalityOf(modalities: readonly string[] | null | undefined): OutputModality {
  return modalities?.[0] === 'text' ? 'text' : 'audio'
}

export function voiceNameOf(voice: unknown): string {
  if (typeof voice === 'string') return voice
  return isRecord(voice) && typeof voice['id'] === 'string' ? voice['id'] : defaultVoice
}

export function voiceSettingsOf(session: Session, ownVoice?: unknown): VoiceSettings {
  const output = session.audio?.output
  return {
    voice: voiceNameOf(ownVoice ?? output?.voice),
    speed: output?.speed ?? 1,
    format: output?.format ?? pcm24k,
  }
}

/** The function tools among `tools`; other kinds (MCP servers) cannot be called here. */
export function toolOffersOf(tools: readonly Json[] | null | undefined): readonly ToolOffer[] {
  return (tools ?? []).flatMap((tool) => {
    const { name, description, parameters } = tool
    if (tool['type'] !== 'function' || typeof name !== 'string') return []
    return [{ name, description: typeof description === 'string' ? description : undefined, parameters }]
  })
}

export function toolChoiceOf(choice: unknown): ToolChoice {
  if (choice === 'none' || choice === 'required') return { kind: choice }
  if (isRecord(choice) && typeof choice['name'] === 'string') return { kind: 'function', name: choice['name'] }
  return { kind: 'auto' }
}
