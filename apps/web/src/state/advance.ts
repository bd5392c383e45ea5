import type { PageEffect, PageStep } from './page-input.js'
import type { OpenConversation, PageState } from './page-state.js'
import { step, withConversation } from './page-steps.js'

/** Does what is missing for what the user wants, one thing after another: each answer brings the next. */
export function advance(state: PageState): PageStep<PageState> {
  if (state.line.phase !== 'open') return step(state)
  const { conversation, isCallWanted, pendingTexts } = state
  if (conversation === undefined) {
    const isWanted = isCallWanted || pendingTexts.length > 0
    if (!isWanted || state.isStarting) return step(state)
    const started = { ...state, isStarting: true }
    return step(started, { type: 'call', method: 'conversation/start', params: { voice: null } })
  }
  const { conversationId, phase } = conversation
  if (phase === 'found') {
    const opening = withConversation(state, () => ({ phase: 'opening' }))
    return step(opening, { type: 'call', method: 'conversation/resume', params: { conversationId } })
  }
  if (phase === 'opening') return step(state)
  if (isCallWanted && state.media.phase === 'open') return advanceCall(state, conversation)
  return pendingTexts.length > 0 && !isCallWanted ? advanceTexts(state, conversation) : step(state)
}

/** A voice that speaks, and the microphone of it. */
function advanceCall(state: PageState, conversation: OpenConversation): PageStep<PageState> {
  const { conversationId, feed, isMicrophoneOurs } = conversation
  const { voice } = state
  if (voice.phase === 'asked') return step(state)
  const subscribe: PageEffect = {
    ...{ type: 'call', method: 'conversation/subscribe', params: { conversationId, audio: true } },
  }
  const isSpeechless = voice.phase === 'given' && voice.mode === 'text'
  if (feed.fold.voice === 'off' || isSpeechless) {
    return step(
      { ...state, voice: { phase: 'asked', mode: 'audio' } },
      subscribe,
      startVoice(state, conversationId, 'audio'),
    )
  }
  if (!isMicrophoneOurs && voice.phase === 'none') {
    const taken: PageState = { ...state, voice: { phase: 'given', mode: 'audio' } }
    const claim = { type: 'call', method: 'conversation/claimMicrophone', params: { conversationId } } as const
    return step(taken, subscribe, claim)
  }
  return sendTexts(state, conversationId)
}

/** Typed words need a voice model, not a voice: it answers in writing. */
function advanceTexts(state: PageState, { conversationId, feed }: OpenConversation): PageStep<PageState> {
  if (feed.fold.voice !== 'off') return sendTexts(state, conversationId)
  if (state.voice.phase === 'asked') return step(state)
  const asked: PageState = { ...state, voice: { phase: 'asked', mode: 'text' } }
  return step(asked, startVoice(state, conversationId, 'text'))
}

function sendTexts(state: PageState, conversationId: string): PageStep<PageState> {
  const calls = state.pendingTexts.map(
    (text) => ({ type: 'call', method: 'conversation/sendText', params: { conversationId, text } }) as const,
  )
  return step({ ...state, pendingTexts: [] }, ...calls)
}

/** By Codex's name: whoever starts it so gets the captions with it. */
function startVoice({ wishes }: PageState, threadId: string, outputModality: 'audio' | 'text'): PageEffect {
  const voice = wishes.voice === undefined ? {} : { voice: wishes.voice }
  return { type: 'call', method: 'thread/realtime/start', params: { threadId, outputModality, ...voice } }
}
