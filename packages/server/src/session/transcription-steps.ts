import { findEntry, previousIdOf, stepConversation } from './conversation-machine.js'
import { send } from './draft.js'
import type { Draft } from './draft.js'
import { answerIfWanted, startQueuedResponse } from './response-steps.js'
import type { Recognition, SessionState } from './session-state.js'
import { turnDetectionOf } from './session-settings.js'
import { lastDelta, takeDelta, withPartial } from './stable-caption.js'
import { transcriptionUsage } from './token-count.js'
import { stepTurn } from './turn-machine.js'
import { soundsUnfinished, toTurnSettings } from './turn-settings.js'

type SessionDraft = Draft<SessionState>

const transcriptionOf = (state: SessionState) => state.session.audio?.input?.transcription ?? null

/** The recognizer's text so far: captions for the client, and a hint whether the user has finished. */
export function onRecognizing(draft: SessionDraft, itemId: string, text: string): void {
  const recognition = draft.state.recognitions.find((candidate) => candidate.itemId === itemId)
  if (recognition === undefined) return
  replaceRecognition(draft, { ...recognition, caption: withPartial(recognition.caption, text) })
  if (recognition.committed !== null) return sendCaption(draft, itemId)
  const detection = turnDetectionOf(draft.state.session)
  if (detection?.type !== 'semantic_vad') return
  const heard = { type: 'heard', soundsUnfinished: soundsUnfinished(text) } as const
  draft.state = { ...draft.state, turn: stepTurn(draft.state.turn, heard, toTurnSettings(detection)).state }
}

/** Sends what has become certain of a committed item's words. Before the commit the client does not know the item. */
export function sendCaption(draft: SessionDraft, itemId: string): void {
  const recognition = draft.state.recognitions.find((candidate) => candidate.itemId === itemId)
  if (recognition === undefined || transcriptionOf(draft.state) === null) return
  const { caption, delta } = takeDelta(recognition.caption)
  replaceRecognition(draft, { ...recognition, caption })
  if (delta !== '') sendDelta(draft, itemId, delta)
}

function sendDelta(draft: SessionDraft, itemId: string, delta: string): void {
  send(draft, {
    type: 'conversation.item.input_audio_transcription.delta',
    item_id: itemId,
    content_index: 0,
    delta,
  })
}

function replaceRecognition(draft: SessionDraft, recognition: Recognition): void {
  const recognitions = draft.state.recognitions.map((old) => (old.itemId === recognition.itemId ? recognition : old))
  draft.state = { ...draft.state, recognitions }
}

export function onRecognized(draft: SessionDraft, itemId: string, text: string, audioMs: number): void {
  const recognition = takeRecognition(draft, itemId)
  if (recognition === undefined) return
  const transcription = transcriptionOf(draft.state)
  const entry = findEntry(draft.state.conversation, itemId)
  if (entry?.item.type === 'message') {
    const content = [{ type: 'input_audio', transcript: transcription === null ? null : text }]
    const words = { ...entry, item: { ...entry.item, content }, words: text }
    const step = stepConversation(draft.state.conversation, { type: 'replace', entry: words })
    draft.state = { ...draft.state, conversation: step.ok ? step.state : draft.state.conversation }
    if (transcription !== null) {
      const rest = lastDelta(recognition.caption, text)
      if (rest !== '') sendDelta(draft, itemId, rest)
      send(draft, {
        type: 'conversation.item.input_audio_transcription.completed',
        item_id: itemId,
        content_index: 0,
        transcript: text,
        usage: transcriptionUsage(transcription.model, audioMs, text),
      })
      finishItem(draft, itemId)
    }
  }
  settle(draft, itemId, recognition)
}

/** The words are lost; the turn is answered all the same. */
export function onNotRecognized(draft: SessionDraft, itemId: string, code: string, problem: string): void {
  const recognition = takeRecognition(draft, itemId)
  if (recognition === undefined) return
  const isKnown = findEntry(draft.state.conversation, itemId) !== undefined
  if (isKnown && transcriptionOf(draft.state) !== null) {
    send(draft, {
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: itemId,
      content_index: 0,
      error: { type: 'transcription_error', code, message: problem, param: null },
    })
    finishItem(draft, itemId)
  }
  settle(draft, itemId, recognition)
}

function takeRecognition(draft: SessionDraft, itemId: string): Recognition | undefined {
  const recognition = draft.state.recognitions.find((candidate) => candidate.itemId === itemId)
  const recognitions = draft.state.recognitions.filter((candidate) => candidate !== recognition)
  draft.state = { ...draft.state, recognitions }
  return recognition
}

function settle(draft: SessionDraft, itemId: string, recognition: Recognition): void {
  if (findEntry(draft.state.conversation, itemId) !== undefined) {
    draft.state = { ...draft.state, news: [...draft.state.news, itemId] }
    if (recognition.committed?.automatic === true) {
      draft.state = { ...draft.state, wanted: { ...draft.state.wanted, automatic: 'turn' } }
    }
  }
  startQueuedResponse(draft)
  answerIfWanted(draft)
}

/** `conversation.item.done` with the item as it is now. */
export function finishItem(draft: SessionDraft, itemId: string): void {
  const { conversation } = draft.state
  const entry = findEntry(conversation, itemId)
  if (entry === undefined) return
  const previousItemId = previousIdOf(conversation, itemId)
  send(draft, { type: 'conversation.item.done', previous_item_id: previousItemId, item: entry.item })
}
