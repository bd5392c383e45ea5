import { stepFeed } from './feed-machine.js'
import type { PageAnswer, PageCall, PageStep } from './page-input.js'
import { openConversation } from './page-state.js'
import type { PageState } from './page-state.js'
import { leaveCall, say, step, withConversation } from './page-steps.js'

/** What the gateway has answered. Most of what it does it tells by events. */
export function onAnswer(state: PageState, answer: PageAnswer): PageStep<PageState> {
  switch (answer.method) {
    case 'conversation/start': {
      const { conversationId } = answer.result.conversation
      const started = { ...state, isStarting: false, conversation: openConversation(conversationId) }
      return step(started, { type: 'keep-conversation', conversationId })
    }
    case 'conversation/resume':
      return onView(state, answer.result.conversation)
    case 'conversation/subscribe':
      return onSubscribed(state, answer.params.conversationId, answer.result.sequence)
    case 'conversation/list':
      return step({ ...state, history: answer.result.conversations })
    case 'conversation/export': {
      const { content, mediaType } = answer.result
      const ending = { markdown: 'md', json: 'json', webvtt: 'vtt' }[answer.params.format]
      return step(state, { type: 'download', name: `conversation.${ending}`, content, mediaType })
    }
    case 'thread/realtime/listVoices':
      return step({ ...state, voices: answer.result.voices.v2 })
    case 'task/answer': {
      if (answer.result.isAccepted) return step(state)
      const { answer: given } = answer.result.approval
      const who = given?.clientName ?? (given?.by === 'voice' ? 'your voice' : undefined)
      const word = given?.decision === 'granted' ? 'allowed' : 'denied'
      return say(state, 'info', [`That was ${word} already${who === undefined ? '' : `, by ${who}`}.`])
    }
    default:
      return step(state)
  }
}

type View = Extract<PageAnswer, { readonly method: 'conversation/resume' }>['result']['conversation']

function onView(state: PageState, view: View): PageStep<PageState> {
  const { conversation } = state
  const { conversationId } = view
  if (conversation?.conversationId !== conversationId || conversation.phase === 'ready') {
    return step({ ...state, reading: view })
  }
  const feed = stepFeed(conversation.feed, { type: 'view', view })
  const known = conversation.feed.view === undefined ? 0 : conversation.feed.cursor
  const seen = withConversation(state, () => ({ feed, isMicrophoneOurs: view.microphone.isOwner }))
  const isInCall = state.isCallWanted
  return step(seen, {
    ...{ type: 'call', method: 'conversation/subscribe' },
    params: { conversationId, after: known, ...(isInCall ? { audio: true } : {}) },
  })
}

/** What was missed and is kept no longer is in the view, which was taken before. */
function onSubscribed(state: PageState, conversationId: string, sequence: number): PageStep<PageState> {
  const { conversation } = state
  if (conversation?.conversationId !== conversationId || conversation.phase !== 'opening') return step(state)
  return step(withConversation(state, () => ({ phase: 'ready', liveAfter: sequence })))
}

/** What could not be done, in words. */
export function onFailure(state: PageState, call: PageCall, message: string): PageStep<PageState> {
  switch (call.method) {
    case 'conversation/sendAudio':
    case 'conversation/reportPlayed':
    case 'conversation/unsubscribe':
    case 'conversation/claimMicrophone':
    case 'thread/realtime/listVoices':
      return step(state)
    case 'conversation/start': {
      const left = leaveCall({ ...state, isStarting: false, pendingTexts: [] })
      return withEffects(say(left.state, 'problem', [`No conversation could be started: ${message}`]), left)
    }
    case 'conversation/resume': {
      if (call.params.conversationId !== state.conversation?.conversationId) return say(state, 'problem', [message])
      const left: PageState = { ...state, conversation: undefined, voice: { phase: 'none', mode: 'audio' } }
      const text = 'The conversation that was open here is kept no longer. The next one begins anew.'
      return say(left, 'info', [text], { type: 'keep-conversation', conversationId: undefined })
    }
    default:
      return say(state, 'problem', [message])
  }
}

function withEffects(one: PageStep<PageState>, other: PageStep<PageState>): PageStep<PageState> {
  return { state: one.state, effects: [...other.effects, ...one.effects] }
}
