import type { PageEffect, PageRequest, PageStep } from './page-input.js'
import type { Notice, OpenConversation, PageState } from './page-state.js'

export function step(state: PageState, ...effects: readonly PageEffect[]): PageStep<PageState> {
  return { state, effects }
}

export function ask(request: PageRequest): PageEffect {
  return { type: 'call', ...request }
}

export function withConversation(
  state: PageState,
  change: (conversation: OpenConversation) => Partial<OpenConversation>,
): PageState {
  const { conversation } = state
  if (conversation === undefined) return state
  return { ...state, conversation: { ...conversation, ...change(conversation) } }
}

const MAX_NOTICES = 4

/** Shows sentences to the user; one that stands there already is not shown twice. */
export function say(
  state: PageState,
  tone: Notice['tone'],
  texts: readonly string[],
  ...effects: readonly PageEffect[]
): PageStep<PageState> {
  const news = texts.filter((text) => !state.notices.some((notice) => notice.text === text))
  const added = news.map((text, index) => ({ noticeId: state.noticeCount + index, tone, text }))
  const notices = [...state.notices, ...added].slice(-MAX_NOTICES)
  return step({ ...state, notices, noticeCount: state.noticeCount + news.length }, ...effects)
}

/** What the microphone hears goes to the gateway. */
export function isSending({ media, conversation, wishes, isTalkKeyDown, isCallWanted }: PageState): boolean {
  if (media.phase !== 'open' || !isCallWanted || conversation?.isMicrophoneOurs !== true) return false
  if (conversation.feed.fold.voice === 'off') return false
  return isTalkKeyDown || (!media.isMuted && !wishes.isPushToTalk)
}

/** The call is over for this page; the conversation goes on. */
export function leaveCall(state: PageState): PageStep<PageState> {
  const { conversation, media } = state
  const left: PageState = {
    ...withConversation(state, () => ({ captions: [], turn: 'listening', isMicrophoneOurs: false })),
    ...{ isCallWanted: false, isTalkKeyDown: false, voice: { phase: 'none', mode: 'audio' } },
    media: media.phase === 'failed' ? media : { phase: 'off' },
  }
  const effects: PageEffect[] = [{ type: 'stop-playback' }, { type: 'close-media' }]
  if (conversation?.phase !== 'ready' || state.line.phase !== 'open') return step(left, ...effects)
  const { conversationId, feed } = conversation
  // Sound is for who is in the call: a page that takes it counts as somebody who hears it.
  return step(
    left,
    ...effects,
    { type: 'call', method: 'conversation/unsubscribe', params: { conversationId } },
    { type: 'call', method: 'conversation/subscribe', params: { conversationId, after: feed.cursor } },
  )
}
