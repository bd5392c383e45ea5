import type { SessionInput } from './session-input.js'
import { lastItemId, stepConversation } from './conversation-machine.js'
import { refuse, send, takeId } from './draft.js'
import type { Draft } from './draft.js'
import { answerIfWanted, interruptResponse, wantAnswer } from './response-steps.js'
import { engineSamplesFromMs, msFromEngineSamples } from './sample-time.js'
import { turnDetectionOf } from './session-settings.js'
import { createRecognition } from './session-state.js'
import type { SessionState } from './session-state.js'
import { finishItem, sendCaption } from './transcription-steps.js'
import { stepTurn } from './turn-machine.js'
import type { TurnEffect } from './turn-machine.js'
import { defaultServerVad, toTurnSettings } from './turn-settings.js'

type SessionDraft = Draft<SessionState>

/** 100 ms, less what a resampler holds back. */
const MIN_COMMIT_SAMPLES = engineSamplesFromMs(95)
/** Without turn detection the client decides; this much may wait for its commit. */
const MAX_BUFFER_SAMPLES = engineSamplesFromMs(10 * 60_000)
/** With turn detection, so much silence before now could still be committed by hand. */
const KEPT_SILENCE_SAMPLES = engineSamplesFromMs(10_000)

/** Hands the audio to the driver, unless too much of it waits for a commit. */
export function appendAudio(draft: SessionDraft, audio: string, eventId: string | null | undefined): void {
  const { input } = draft.state
  if (input.headSample - input.bufferSample > MAX_BUFFER_SAMPLES) {
    const problem = 'The input audio buffer holds 10 minutes of audio. Commit or clear it before appending more.'
    refuse(draft, { code: 'input_audio_buffer_full', problem, param: 'audio', eventId })
    return
  }
  draft.effects.push({ type: 'append-audio', audio, ...(eventId == null ? {} : { eventId }) })
}

/** Audio has come in. Without turn detection it is recognized while it comes. */
export function onAudioAppended(draft: SessionDraft, sampleCount: number): void {
  const headSample = draft.state.input.headSample + sampleCount
  draft.state = { ...draft.state, isTypeFixed: true, input: { ...draft.state.input, headSample } }
  if (turnDetectionOf(draft.state.session) !== null) return
  const itemId = draft.state.input.bufferItemId ?? beginRecognition(draft, draft.state.input.bufferSample)
  draft.effects.push({ type: 'feed-recognition', itemId, toSample: headSample })
}

export function onVoiceFrame(
  draft: SessionDraft,
  frame: Extract<SessionInput, { readonly type: 'voice-frame' }>,
): void {
  const detection = turnDetectionOf(draft.state.session)
  if (detection === null) return
  const voiceSample = frame.startSample + frame.sampleCount
  const step = stepTurn(draft.state.turn, { type: 'frame', frame }, toTurnSettings(detection))
  draft.state = { ...draft.state, turn: step.state, input: { ...draft.state.input, voiceSample } }
  if (step.effect !== undefined) onTurnEffect(draft, step.effect)
  const { turn, input } = draft.state
  if (turn.phase === 'speaking') {
    if (input.bufferItemId !== null) {
      draft.effects.push({ type: 'feed-recognition', itemId: input.bufferItemId, toSample: voiceSample })
    }
  } else if (voiceSample - input.bufferSample > 2 * KEPT_SILENCE_SAMPLES) {
    moveBuffer(draft, voiceSample - KEPT_SILENCE_SAMPLES)
  }
}

function onTurnEffect(draft: SessionDraft, effect: TurnEffect): void {
  const detection = turnDetectionOf(draft.state.session)
  if (effect.type === 'speech-started') {
    moveBuffer(draft, effect.startSample)
    const itemId = beginRecognition(draft, effect.startSample)
    const audioStartMs = msFromEngineSamples(effect.startSample)
    send(draft, {
      type: 'input_audio_buffer.speech_started',
      audio_start_ms: audioStartMs,
      ...(draft.state.isCodex ? {} : { item_id: itemId }),
    })
    draft.effects.push({ type: 'clear-timer', name: 'idle' })
    if (detection?.interrupt_response !== false) interruptResponse(draft)
    return
  }
  const itemId = draft.state.input.bufferItemId
  if (itemId === null) return
  const audioEndMs = msFromEngineSamples(effect.endSample)
  send(draft, { type: 'input_audio_buffer.speech_stopped', audio_end_ms: audioEndMs, item_id: itemId })
  commit(draft, effect.endSample, detection?.create_response !== false)
}

function beginRecognition(draft: SessionDraft, fromSample: number): string {
  const itemId = takeId(draft, 'item')
  const language = draft.state.session.audio?.input?.transcription?.language
  draft.state = {
    ...draft.state,
    input: { ...draft.state.input, bufferItemId: itemId },
    recognitions: [...draft.state.recognitions, createRecognition(itemId)],
  }
  draft.effects.push({
    type: 'begin-recognition',
    itemId,
    fromSample,
    ...(typeof language === 'string' && language !== '' ? { language } : {}),
  })
  return itemId
}

/** `input_audio_buffer.commit`. */
export function commitByHand(draft: SessionDraft, eventId: string | null | undefined): void {
  const { input, session } = draft.state
  const sampleCount = input.headSample - input.bufferSample
  if (sampleCount < MIN_COMMIT_SAMPLES) {
    const ms = ((sampleCount * 1000) / engineSamplesFromMs(1000)).toFixed(2)
    const problem = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms}ms of audio.`
    refuse(draft, { code: 'input_audio_buffer_commit_empty', problem, eventId })
    return
  }
  if (input.bufferItemId === null) beginRecognition(draft, input.bufferSample)
  cutTurn(draft)
  listenAfresh(draft)
  const detection = turnDetectionOf(session)
  commit(draft, input.headSample, detection !== null && detection.create_response !== false)
}

/** The buffer up to `toSample` becomes the next item of the conversation. */
function commit(draft: SessionDraft, toSample: number, automatic: boolean): void {
  const { input, conversation } = draft.state
  const itemId = input.bufferItemId
  if (itemId === null) return
  const audioMs = ((toSample - input.bufferSample) * 1000) / engineSamplesFromMs(1000)
  const previousItemId = lastItemId(conversation)
  send(draft, { type: 'input_audio_buffer.committed', previous_item_id: previousItemId, item_id: itemId })
  const isAnswered = automatic && draft.state.session.type === 'realtime'
  draft.state = {
    ...draft.state,
    recognitions: draft.state.recognitions.map((recognition) =>
      recognition.itemId === itemId ? { ...recognition, committed: { automatic: isAnswered } } : recognition,
    ),
  }
  addUserAudio(draft, itemId, audioMs)
  draft.effects.push({ type: 'finish-recognition', itemId, toSample })
  moveBuffer(draft, toSample)
  draft.state = { ...draft.state, input: { ...draft.state.input, bufferItemId: null } }
  sendCaption(draft, itemId)
}

function addUserAudio(draft: SessionDraft, itemId: string, audioMs: number): void {
  const item = {
    id: itemId,
    object: 'realtime.item',
    type: 'message',
    status: 'completed',
    role: 'user',
    content: [{ type: 'input_audio', transcript: null }],
  } as const
  const entry = { item: { ...item, content: [...item.content] }, words: '', audioMs }
  const step = stepConversation(draft.state.conversation, { type: 'add', entry })
  if (!step.ok) return
  draft.state = { ...draft.state, conversation: step.state }
  send(draft, { type: 'conversation.item.added', previous_item_id: step.previousItemId, item: entry.item })
  // Without a transcript to wait for, the item is as complete as it will ever look.
  if (draft.state.session.audio?.input?.transcription == null) finishItem(draft, itemId)
}

export function clearBuffer(draft: SessionDraft): void {
  dropBuffer(draft)
  listenAfresh(draft)
  send(draft, { type: 'input_audio_buffer.cleared' })
  answerIfWanted(draft)
}

/** Forgets what was heard and not committed. */
export function dropBuffer(draft: SessionDraft): void {
  const { bufferItemId, headSample } = draft.state.input
  if (bufferItemId !== null) {
    draft.effects.push({ type: 'cancel-recognition', itemId: bufferItemId })
    const recognitions = draft.state.recognitions.filter(({ itemId }) => itemId !== bufferItemId)
    draft.state = { ...draft.state, recognitions, input: { ...draft.state.input, bufferItemId: null } }
  }
  cutTurn(draft)
  moveBuffer(draft, headSample)
}

/** A detector still holds speech for a moment after its end; after a cut that would begin a turn of nothing. */
function listenAfresh(draft: SessionDraft): void {
  const detection = turnDetectionOf(draft.state.session)
  if (detection !== null) {
    draft.effects.push({ type: 'open-voice-activity', threshold: detection.threshold ?? defaultServerVad.threshold })
  }
}

function cutTurn(draft: SessionDraft): void {
  const { turn, input } = draft.state
  const settings = toTurnSettings(turnDetectionOf(draft.state.session) ?? { type: 'server_vad' })
  const step = stepTurn(turn, { type: 'cut', atSample: input.headSample }, settings)
  draft.state = { ...draft.state, turn: step.state }
}

function moveBuffer(draft: SessionDraft, bufferSample: number): void {
  draft.state = { ...draft.state, input: { ...draft.state.input, bufferSample } }
  draft.effects.push({ type: 'forget-audio', beforeSample: bufferSample })
}

/** The user has been silent for long after an answer: an empty turn is committed and answered. */
export function onIdleTimeout(draft: SessionDraft): void {
  const { turn, input } = draft.state
  if (turn.phase === 'speaking' || turnDetectionOf(draft.state.session) === null) return
  const itemId = takeId(draft, 'item')
  send(draft, {
    type: 'input_audio_buffer.timeout_triggered',
    audio_start_ms: msFromEngineSamples(input.bufferSample),
    audio_end_ms: msFromEngineSamples(input.headSample),
    item_id: itemId,
  })
  const previousItemId = lastItemId(draft.state.conversation)
  send(draft, { type: 'input_audio_buffer.committed', previous_item_id: previousItemId, item_id: itemId })
  addUserAudio(draft, itemId, msFromEngineSamples(input.headSample - input.bufferSample))
  if (draft.state.session.audio?.input?.transcription != null) finishItem(draft, itemId)
  cutTurn(draft)
  moveBuffer(draft, input.headSample)
  wantAnswer(draft, 'idle')
}
