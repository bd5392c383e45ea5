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
  // An object merged over `null` replaces it.
  const cleared = mergeJson(session, { audio: clearedParts(session, patch) })
  const merged = mergeJson(cleared, withDefaultsOfType(session, patch))
  const decoded = decodeSession(merged)
  if (decoded.ok) return decoded
  const param = `session.${decoded.param}`
  return { ok: false, code: 'invalid_value', problem: `Invalid '${param}': ${decoded.problem}`, param }
}

/**
 * A format or a turn detection of another type replaces the old one whole: a merge would leave the old type's fields
 * behind.
 */
function clearedParts(session: Session, patch: Json): Json {
  const input = recordAt(patch, 'audio', 'input')
  const output = recordAt(patch, 'audio', 'output')
  const before = session.audio
  return {
    input: {
      ...(isOtherType(recordAt(input, 'format'), before?.input?.format) ? { format: null } : {}),
      ...(isOtherType(recordAt(input, 'turn_detection'), before?.input?.turn_detection)
        ? { turn_detection: null }
        : {}),
    },
    ...(isOtherType(recordAt(output, 'format'), before?.output?.format) ? { output: { format: null } } : {}),
  }
}

function isOtherType(patch: Json | undefined, before: { readonly type: string } | null | undefined): boolean {
  return patch?.['type'] !== undefined && patch['type'] !== before?.type
}

/** A new turn detection stands on the defaults of its type, a PCM format on its one rate. */
function withDefaultsOfType(session: Session, patch: Json): Json {
  const input = recordAt(patch, 'audio', 'input')
  const before = session.audio?.input?.turn_detection
  const detection = recordAt(input, 'turn_detection')
  const isNew = detection !== undefined && (before == null || isOtherType(detection, before))
  const defaults = detection?.['type'] === 'semantic_vad' ? defaultSemanticVad : defaultServerVad
  return mergeJson(mergeJson(pcmRates(patch), isNew ? { audio: { input: { turn_detection: defaults } } } : {}), patch)
}

function pcmRates(patch: Json): Json {
  const ratesOf = (side: 'input' | 'output'): Json =>
    recordAt(patch, 'audio', side, 'format')?.['type'] === 'audio/pcm' ? { [side]: { format: { rate: 24_000 } } } : {}
  return { audio: { ...ratesOf('input'), ...ratesOf('output') } }
}

function recordAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, name) => {
    const next = inner?.[name]
    return isRecord(next) ? next : undefined
  }, value)
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
