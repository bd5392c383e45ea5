import { dropBuffer } from './buffer-steps.js'
import { refuse, send } from './draft.js'
import type { Draft } from './draft.js'
import { answerIfWanted } from './response-steps.js'
import {
  applySessionPatch,
  createDefaultSession,
  inputFormatOf,
  turnDetectionOf,
  voiceNameOf,
} from './session-settings.js'
import type { SessionState } from './session-state.js'

type SessionDraft = Draft<SessionState>
type Json = Readonly<Record<string, unknown>>

const knownFields: ReadonlySet<string> = new Set(
  'type id object model expires_at instructions output_modalities audio tools tool_choice max_output_tokens parallel_tool_calls truncation tracing prompt reasoning include client_secret'.split(
    ' ',
  ),
)

/** What the server says of a session and no client. */
const ownFieldsBefore: ReadonlySet<string> = new Set(['id', 'object', 'expires_at', 'client_secret'])
/** The model stays what it is once the conversation has begun. */
const ownFields: ReadonlySet<string> = new Set([...ownFieldsBefore, 'model'])

/**
 * Some clients name the model in an update and not, or otherwise, in the address; nothing has depended on it so far. Sound
 * alone is no beginning: in a call it comes before the first update.
 */
function hasBegun({ conversation, hasSpoken }: SessionState): boolean {
  return hasSpoken || conversation.entries.length > 0
}

/** `session.update`: all of it or nothing. */
export function updateSession(draft: SessionDraft, patch: Json, eventId: string | null | undefined): void {
  const problem = findProblem(draft.state, patch)
  // Codex cannot be told what is wrong, so what can be followed is followed.
  if (problem !== undefined && !draft.state.isCodex) return refuse(draft, { ...problem, eventId })
  const before = baseSession(draft.state, patch)
  const own = hasBegun(draft.state) ? ownFields : ownFieldsBefore
  const known = Object.fromEntries(Object.entries(patch).filter(([name]) => knownFields.has(name) && !own.has(name)))
  const change = applySessionPatch(before, known)
  if (!change.ok) {
    refuse(draft, { ...change, eventId })
    if (!draft.state.isCodex) return
  }
  draft.state = { ...draft.state, isTypeFixed: true, session: change.ok ? change.session : before }
  followChange(draft, before)
  send(draft, { type: 'session.updated', session: draft.state.session })
  answerIfWanted(draft)
}

interface Problem {
  readonly code: string
  readonly problem: string
  readonly param: string
}

function findProblem(state: SessionState, patch: Json): Problem | undefined {
  const { session } = state
  const type = patch['type']
  if (type === undefined) return missing('session.type')
  if (type !== session.type && state.isTypeFixed) {
    const problem = `Passing a ${typeof type === 'string' ? type.slice(0, 64) : 'different'} session update event to a ${session.type} session is not allowed.`
    return { code: 'invalid_value', problem, param: 'session.type' }
  }
  const unknown = Object.keys(patch).find((name) => !knownFields.has(name))
  if (unknown !== undefined) {
    const param = `session.${unknown.slice(0, 64)}`
    return { code: 'unknown_parameter', problem: `Unknown parameter: '${param}'.`, param }
  }
  const { model } = patch
  if (hasBegun(state) && session.type === 'realtime' && typeof model === 'string' && model !== session.model) {
    const problem = `The model of a session cannot be changed: it is '${session.model ?? ''}'.`
    return { code: 'invalid_value', problem, param: 'session.model' }
  }
  const change = applySessionPatch(baseSession(state, patch), patch)
  if (!change.ok || !state.hasSpoken) return undefined
  const voice = voiceNameOf(change.session.audio?.output?.voice)
  if (voice === voiceNameOf(session.audio?.output?.voice)) return undefined
  const problem = "Cannot update a conversation's voice if assistant audio is present."
  return { code: 'cannot_update_voice', problem, param: 'session.audio.output.voice' }
}

function missing(param: string): Problem {
  return { code: 'missing_required_parameter', problem: `Missing required parameter: '${param}'.`, param }
}

/** The session as it is, or, where the first update asks for the other type, that type's defaults. */
function baseSession(state: SessionState, patch: Json): SessionState['session'] {
  const { session } = state
  const type = patch['type']
  if (type === session.type || (type !== 'realtime' && type !== 'transcription') || state.isTypeFixed) return session
  return createDefaultSession({ id: state.id, type, model: session.model ?? '', expiresAt: session.expires_at ?? 0 })
}

/** Tells the driver what the change means for the audio that comes in. */
function followChange(draft: SessionDraft, before: SessionState['session']): void {
  const { session } = draft.state
  const format = inputFormatOf(session)
  if (format.type !== inputFormatOf(before).type) draft.effects.push({ type: 'set-input-format', format })
  const detection = turnDetectionOf(session)
  const oldDetection = turnDetectionOf(before)
  if (detection === null && oldDetection !== null) {
    draft.effects.push({ type: 'close-voice-activity' }, { type: 'clear-timer', name: 'idle' })
    dropBuffer(draft)
  }
  if (detection === null) return
  const threshold = detection.threshold ?? 0.5
  if (oldDetection !== null && threshold === (oldDetection.threshold ?? 0.5)) return
  if (oldDetection === null) dropBuffer(draft)
  draft.effects.push({ type: 'open-voice-activity', threshold })
}
