import { send, takeId } from '../session/draft.js'
import type { Draft } from '../session/draft.js'
import { engineSamplesFromMs } from '../session/sample-time.js'
import type { SessionInput } from '../session/session-input.js'
import { createRecognition } from '../session/session-state.js'
import { lastDelta, takeDelta, withPartial } from '../session/stable-caption.js'
import { stepTurn } from '../session/turn-machine.js'
import { defaultServerVad, toTurnSettings } from '../session/turn-settings.js'
import type { QuicksilverState } from './quicksilver-state.js'
import { addItem, interruptSpeech, speakNext, wish } from './speech-steps.js'

type QuicksilverDraft = Draft<QuicksilverState>

const turnSettings = toTurnSettings(defaultServerVad)
const KEPT_SAMPLES = engineSamplesFromMs(2000)

export function onVoiceFrame(
  draft: QuicksilverDraft,
  frame: Extract<SessionInput, { readonly type: 'voice-frame' }>,
): void {
  const voiceSample = frame.startSample + frame.sampleCount
  const step = stepTurn(draft.state.turn, { type: 'frame', frame }, turnSettings)
  draft.state = { ...draft.state, turn: step.state, voiceSample }
  if (step.effect?.type === 'speech-started') beginTurn(draft, step.effect.startSample)
  if (step.effect?.type === 'speech-stopped') endTurn(draft, step.effect.endSample)
  const { speechItemId, bufferSample } = draft.state
  if (speechItemId !== null) {
    draft.effects.push({ type: 'feed-recognition', itemId: speechItemId, toSample: voiceSample })
  } else if (voiceSample - bufferSample > 2 * KEPT_SAMPLES) {
    forget(draft, voiceSample - KEPT_SAMPLES)
  }
}

function beginTurn(draft: QuicksilverDraft, fromSample: number): void {
  const itemId = takeId(draft, 'item')
  draft.state = {
    ...draft.state,
    speechItemId: itemId,
    recognitions: [...draft.state.recognitions, createRecognition(itemId)],
  }
  forget(draft, fromSample)
  draft.effects.push({ type: 'begin-recognition', itemId, fromSample })
  interruptSpeech(draft)
}

function endTurn(draft: QuicksilverDraft, toSample: number): void {
  const itemId = draft.state.speechItemId
  if (itemId === null) return
  draft.state = { ...draft.state, speechItemId: null }
  draft.effects.push({ type: 'finish-recognition', itemId, toSample })
  forget(draft, toSample)
}

function forget(draft: QuicksilverDraft, beforeSample: number): void {
  draft.state = { ...draft.state, bufferSample: beforeSample }
  draft.effects.push({ type: 'forget-audio', beforeSample })
}

export function onRecognizing(draft: QuicksilverDraft, itemId: string, text: string): void {
  const recognition = draft.state.recognitions.find((candidate) => candidate.itemId === itemId)
  if (recognition === undefined) return
  const { caption, delta } = takeDelta(withPartial(recognition.caption, text))
  const recognitions = draft.state.recognitions.map((old) => (old === recognition ? { ...old, caption } : old))
  draft.state = { ...draft.state, recognitions }
  if (delta !== '') send(draft, { type: 'conversation.input_transcript.delta', delta, item_id: itemId })
}

/** The user's words are known, or lost (`text` is empty then). */
export function onTurnText(draft: QuicksilverDraft, itemId: string, text: string): void {
  const recognition = draft.state.recognitions.find((candidate) => candidate.itemId === itemId)
  if (recognition === undefined) return
  draft.state = { ...draft.state, recognitions: draft.state.recognitions.filter((other) => other !== recognition) }
  const rest = lastDelta(recognition.caption, text)
  if (rest !== '') send(draft, { type: 'conversation.input_transcript.delta', delta: rest, item_id: itemId })
  if (text !== '') {
    send(draft, { type: 'conversation.input_transcript.turn_marked', transcript: text, item_id: itemId })
  }
  addUserWords(draft, itemId, text, 'turn')
  speakNext(draft)
}

/** Spoken or typed: the user's words are answered. */
export function addUserWords(draft: QuicksilverDraft, id: string, text: string, reason: 'turn' | 'typed'): void {
  const item = { id, role: 'user', text } as const
  addItem(draft, item)
  draft.state = { ...draft.state, news: [...draft.state.news, item] }
  wish(draft, { kind: 'answer', reason })
}
