import { isRecord, mergeJson, textFromMessage } from '@parley/wire'
import type { MessageItem } from '@parley/wire'
import { clientEventTypes, decodeClientEvent, decodeHandoffText } from '@parley/wire/quicksilver'
import type { ClientEvent } from '@parley/wire/quicksilver'
import { BACKEND_PREFIX } from '@parley/wire/realtime'
import { refuse, send, sendError, takeId } from '../session/draft.js'
import type { Draft, Step } from '../session/draft.js'
import { describeExpiry } from '../session/expiry.js'
import type { SessionInput } from '../session/session-input.js'
import { defaultServerVad } from '../session/turn-settings.js'
import { refuseFrame, reportUnreadable } from '../session/unusable-frame.js'
import { addUserWords, onRecognizing, onTurnText, onVoiceFrame } from './listening-steps.js'
import type { QuicksilverState } from './quicksilver-state.js'
import { addItem, onRunInput, sayForAgent } from './speech-steps.js'

type QuicksilverDraft = Draft<QuicksilverState>

/** Handoff id under which a client has words spoken that belong to no handoff. */
const UNPROMPTED = 'codex'

/** One input of a quicksilver session. */
export function stepQuicksilver(state: QuicksilverState, input: SessionInput): Step<QuicksilverState> {
  const draft: QuicksilverDraft = { state, effects: [] }
  applyInput(draft, input)
  return draft
}

function applyInput(draft: QuicksilverDraft, input: SessionInput): void {
  switch (input.type) {
    case 'opened':
      draft.effects.push({ type: 'open-voice-activity', threshold: defaultServerVad.threshold })
      draft.effects.push({ type: 'set-timer', name: 'expiry', delayMs: draft.state.maxSessionMs })
      return
    case 'frame': {
      const decoded = decodeClientEvent(input.frame)
      if (decoded.kind === 'event') return onClientEvent(draft, decoded.event)
      return refuseFrame(draft, decoded, input.frame, clientEventTypes)
    }
    case 'unreadable':
      return refuse(draft, reportUnreadable(input))
    case 'audio-appended':
      return
    case 'audio-refused':
      return refuse(draft, { code: input.code, problem: input.problem, param: 'audio', eventId: input.eventId })
    case 'voice-frame':
      return onVoiceFrame(draft, input)
    case 'voice-activity-failed':
      return refuse(draft, { type: 'server_error', code: 'voice_activity_failed', problem: input.problem })
    case 'recognizing':
      return onRecognizing(draft, input.itemId, input.text)
    case 'recognized':
      return onTurnText(draft, input.itemId, input.text)
    case 'not-recognized':
      return onTurnText(draft, input.itemId, '')
    case 'timer':
      return input.name === 'expiry' ? expire(draft) : undefined
    default:
      return onRunInput(draft, input)
  }
}

function onClientEvent(draft: QuicksilverDraft, event: ClientEvent): void {
  switch (event.type) {
    case 'session.update':
      return updateSession(draft, event.session)
    case 'input_audio_buffer.append': {
      const eventId = event.event_id
      draft.effects.push({ type: 'append-audio', audio: event.audio, ...(eventId == null ? {} : { eventId }) })
      return
    }
    case 'conversation.item.create':
      return createItem(draft, event.item)
    case 'conversation.handoff.append': {
      const { text, final } = decodeHandoffText(event.output_text)
      const id = takeId(draft, 'item')
      addItem(draft, { id, role: 'user', text: BACKEND_PREFIX + text })
      return sayForAgent(draft, text, final || event.handoff_id === UNPROMPTED)
    }
  }
}

function updateSession(draft: QuicksilverDraft, patch: Readonly<Record<string, unknown>>): void {
  const { type: _type, id: _id, expires_at: _expiry, ...wanted } = patch
  const { audio, instructions } = wanted
  const known = {
    ...(typeof instructions === 'string' ? { instructions } : {}),
    ...(isRecord(audio) ? { audio } : {}),
  }
  draft.state = { ...draft.state, session: mergeJson(draft.state.session, known) }
  send(draft, { type: 'session.updated', session: draft.state.session })
}

/** Typed words of the user are a turn like spoken ones; anybody else's are context. */
function createItem(draft: QuicksilverDraft, given: MessageItem): void {
  const id = given.id ?? takeId(draft, 'item')
  const item = { ...given, id, object: 'realtime.item', status: 'completed' }
  send(draft, { type: 'conversation.item.added', item })
  send(draft, { type: 'conversation.item.done', item })
  const text = textFromMessage(given)
  if (given.role === 'user') addUserWords(draft, id, text, 'typed')
  else addItem(draft, { id, role: given.role, text })
}

function expire(draft: QuicksilverDraft): void {
  const problem = describeExpiry(draft.state.maxSessionMs)
  sendError(draft, { code: 'session_expired', problem })
  draft.effects.push({ type: 'close', code: 1001, reason: problem })
}
