import { clientEventTypes, decodeClientEvent } from '@parley/wire/realtime'
import type { ClientEvent } from '@parley/wire/realtime'
import { appendAudio, clearBuffer, commitByHand, onAudioAppended, onIdleTimeout, onVoiceFrame } from './buffer-steps.js'
import { refuse, send, sendError, takeId } from './draft.js'
import type { Draft, Step } from './draft.js'
import { describeExpiry } from './expiry.js'
import { createItem, deleteItem, retrieveItem, truncateItem } from './item-steps.js'
import { advance, cancelResponse, requestResponse } from './response-steps.js'
import type { SessionInput } from './session-input.js'
import { turnDetectionOf } from './session-settings.js'
import type { SessionState } from './session-state.js'
import { updateSession } from './settings-steps.js'
import { onNotRecognized, onRecognized, onRecognizing } from './transcription-steps.js'
import { refuseFrame, reportUnreadable } from './unusable-frame.js'

type SessionDraft = Draft<SessionState>

/** One input of a GA session (conversational or transcription): what becomes of the session and what is to be done. */
export function stepSession(state: SessionState, input: SessionInput): Step<SessionState> {
  const draft: SessionDraft = { state, effects: [] }
  applyInput(draft, input)
  return draft
}

function applyInput(draft: SessionDraft, input: SessionInput): void {
  switch (input.type) {
    case 'opened':
      return open(draft)
    case 'frame': {
      const decoded = decodeClientEvent(input.frame)
      if (decoded.kind === 'event') return onClientEvent(draft, decoded.event)
      return refuseFrame(draft, decoded, input.frame, clientEventTypes)
    }
    case 'unreadable':
      return refuse(draft, reportUnreadable(input))
    case 'audio-appended':
      return onAudioAppended(draft, input.sampleCount)
    case 'audio-refused':
      return refuse(draft, { code: input.code, problem: input.problem, param: 'audio', eventId: input.eventId })
    case 'voice-frame':
      return onVoiceFrame(draft, input)
    case 'voice-activity-failed':
      return refuse(draft, { type: 'server_error', code: 'voice_activity_failed', problem: input.problem })
    case 'recognizing':
      return onRecognizing(draft, input.itemId, input.text)
    case 'recognized':
      return onRecognized(draft, input.itemId, input.text, input.audioMs)
    case 'not-recognized':
      return onNotRecognized(draft, input.itemId, input.code, input.problem)
    case 'timer':
      return input.name === 'idle' ? onIdleTimeout(draft) : expire(draft)
    default:
      return onRunInput(draft, input)
  }
}

type RunInput = Extract<SessionInput, { readonly responseId: string }>

function onRunInput(draft: SessionDraft, input: RunInput): void {
  const { responseId } = input
  switch (input.type) {
    case 'written':
      return advance(draft, responseId, { type: 'text', delta: input.delta, newId: takeId(draft, 'item') })
    case 'speaking':
      return advance(draft, responseId, { type: 'words', delta: input.text, newId: takeId(draft, 'item') })
    case 'spoken':
      return advance(draft, responseId, { type: 'sound', audio: input.audio, audioMs: input.audioMs })
    case 'called': {
      const { name, arguments: argumentText } = input
      const ids = { newId: takeId(draft, 'item'), callId: takeId(draft, 'call') }
      return advance(draft, responseId, { type: 'call', name, arguments: argumentText, ...ids })
    }
    case 'run-ended':
      return advance(
        draft,
        responseId,
        input.outcome.kind === 'finished' ? { type: 'finish' } : { ...input.outcome, type: 'fail' },
      )
  }
}

function onClientEvent(draft: SessionDraft, event: ClientEvent): void {
  const { event_id: eventId } = event
  switch (event.type) {
    case 'session.update':
      return updateSession(draft, event.session, eventId)
    case 'input_audio_buffer.append':
      return appendAudio(draft, event.audio, eventId)
    case 'input_audio_buffer.commit':
      return commitByHand(draft, eventId)
    case 'input_audio_buffer.clear':
      return clearBuffer(draft)
    case 'output_audio_buffer.clear':
      return refuse(draft, {
        code: 'invalid_event',
        problem: "'output_audio_buffer.clear' is only for WebRTC and SIP; over WebSocket the client holds the audio.",
        param: 'type',
        eventId,
      })
    case 'conversation.item.create':
      return createItem(draft, event.item, event.previous_item_id, eventId)
    case 'conversation.item.retrieve':
      return retrieveItem(draft, event.item_id, eventId)
    case 'conversation.item.delete':
      return deleteItem(draft, event.item_id, eventId)
    case 'conversation.item.truncate': {
      const { item_id: itemId, content_index: contentIndex, audio_end_ms: audioEndMs } = event
      return truncateItem(draft, { itemId, contentIndex, audioEndMs }, eventId)
    }
    case 'response.create':
      return requestResponse(draft, event.response, eventId)
    case 'response.cancel':
      return cancelResponse(draft, event.response_id, eventId)
  }
}

function open(draft: SessionDraft): void {
  send(draft, { type: 'session.created', session: draft.state.session })
  const threshold = turnDetectionOf(draft.state.session)?.threshold ?? 0.5
  draft.effects.push({ type: 'open-voice-activity', threshold })
  draft.effects.push({ type: 'set-timer', name: 'expiry', delayMs: draft.state.maxSessionMs })
}

function expire(draft: SessionDraft): void {
  const problem = describeExpiry(draft.state.maxSessionMs)
  sendError(draft, { code: 'session_expired', problem })
  draft.effects.push({ type: 'close', code: 1001, reason: problem })
}
