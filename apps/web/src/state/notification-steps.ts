import type { AppNotification } from '@parley/wire'
import { toFeedEvent } from './feed-event.js'
import type { PageFeedEvent } from './feed-event.js'
import { stepFeed } from './feed-machine.js'
import type { PageEffect, PageStep } from './page-input.js'
import type { Caption, OpenConversation, PageState, Turn } from './page-state.js'
import { leaveCall, say, step, withConversation } from './page-steps.js'

/** What the gateway tells. Of other conversations than the open one nothing is taken. */
export function onNotification(state: PageState, notification: AppNotification): PageStep<PageState> {
  const { method, params } = notification
  const of = 'conversationId' in params ? params.conversationId : 'threadId' in params ? params.threadId : undefined
  if (state.conversation === undefined || of !== state.conversation.conversationId) return step(state)
  switch (method) {
    case 'conversation/event':
      return onEvent(state, state.conversation, params)
    case 'conversation/audio': {
      const { data, sampleRate, itemId } = params.audio
      if (state.media.phase !== 'open') return step(state)
      return step(state, { type: 'play', data, sampleRate, itemId: itemId ?? '' })
    }
    case 'conversation/playbackStopped':
      return step(state, { type: 'stop-playback' })
    case 'conversation/microphone':
      return onMicrophone(state, params.isOwner)
    case 'thread/realtime/itemAdded':
      return step(isSpeechStarted(params.item) ? withTurn(state, 'hearing') : state)
    case 'thread/realtime/item/started':
      if (params.item.type !== 'transcriptSegment') return step(state)
      return step(withCaption(state, { captionId: params.item.id, role: params.item.role, text: params.item.text }))
    case 'thread/realtime/item/transcript/delta':
      return step(changeCaption(state, params.itemId, (text) => text + params.delta))
    case 'thread/realtime/item/completed': {
      const { item } = params
      return step(item.type === 'transcriptSegment' ? changeCaption(state, item.id, () => item.text) : state)
    }
    default:
      return step(state)
  }
}

function onEvent(
  state: PageState,
  conversation: OpenConversation,
  { sequence, atMs, event: raw }: Extract<AppNotification, { readonly method: 'conversation/event' }>['params'],
): PageStep<PageState> {
  const event = toFeedEvent(raw)
  if (event === undefined) return step(state)
  const feed = stepFeed(conversation.feed, { type: 'entry', entry: { sequence, atMs, event } })
  if (feed === conversation.feed) return step(state)
  const folded = withConversation(state, () => ({ feed }))
  return sequence > conversation.liveAfter ? onNews(folded, event) : step(folded)
}

/** What happens now and not only in the record. */
function onNews(state: PageState, event: PageFeedEvent): PageStep<PageState> {
  switch (event.type) {
    case 'transcript':
      return step(withTurn(withoutCaption(state, event.role), event.role === 'user' ? 'thinking' : 'listening'))
    case 'voice-started':
      return step(state.voice.phase === 'asked' ? { ...state, voice: { ...state.voice, phase: 'given' } } : state)
    case 'voice-error': {
      const left = leaveCall({ ...state, pendingTexts: [] })
      const said = say(left.state, 'problem', [`The voice could not be kept: ${event.message}`])
      return { state: said.state, effects: left.effects }
    }
    case 'voice-ended':
      return onVoiceEnded(state, event.reason)
    case 'handoff-refused':
      return say(state, 'info', [event.reason])
    case 'error':
      return say(state, 'problem', [event.message])
    case 'budget-passed':
      return say(state, 'info', [event.text])
    case 'task':
      return step(state, ...endNotice(state, event))
    case 'permission':
      return step(state, ...(event.way === 'allow' || event.way === 'deny' ? [] : [notify(`May I? ${event.title}`)]))
    case 'question':
      return step(state, notify(`Your agent asks: ${event.question}`))
    default:
      return step(state)
  }
}

const notify = (text: string): PageEffect => ({ type: 'notify', text: text.slice(0, 200) })

const endings: Readonly<Record<string, string>> = {
  finished: 'is finished',
  failed: 'has failed',
  cancelled: 'was cancelled',
  'timed-out': 'took too long',
}

function endNotice(
  { conversation }: PageState,
  { taskId, phase, number }: Extract<PageFeedEvent, { readonly type: 'task' }>,
): readonly PageEffect[] {
  const ending = endings[phase]
  if (ending === undefined) return []
  const input = conversation?.feed.fold.tasks.find((task) => task.taskId === taskId)?.input ?? ''
  return [notify(`Task ${number} ${ending}: ${input}`)]
}

const reasons: Readonly<Record<string, string>> = {
  idle: 'Nothing was said for a while, so the call was ended. Your tasks go on.',
  'call-limit': 'The call has reached its longest time. Start it again when you like; your tasks go on.',
  unattended: 'Nobody was here, so the call was ended. Your tasks go on.',
  draining: 'The gateway is shutting down. Your tasks are kept.',
  error: 'The voice was lost. Your tasks go on; start the call again.',
}

function onVoiceEnded(state: PageState, reason: string): PageStep<PageState> {
  // A voice that this page has just asked for takes the place of the one before.
  if (state.voice.phase === 'asked') return step(state)
  if (!state.isCallWanted) return step({ ...state, voice: { ...state.voice, phase: 'none' } })
  const left = leaveCall(state)
  const text = reasons[reason] ?? 'The call was ended from another window. Your tasks go on.'
  const said = say(left.state, reason === 'error' ? 'problem' : 'info', [text])
  return { state: said.state, effects: left.effects }
}

function onMicrophone(state: PageState, isOwner: boolean): PageStep<PageState> {
  const known = withConversation(state, () => ({ isMicrophoneOurs: isOwner }))
  if (isOwner || !state.isCallWanted || state.conversation?.isMicrophoneOurs !== true) return step(known)
  const left = leaveCall(known)
  const said = say(left.state, 'info', ['The call goes on in another window.'])
  return { state: said.state, effects: left.effects }
}

function withTurn(state: PageState, turn: Turn): PageState {
  return withConversation(state, () => ({ turn, turnAtMs: state.nowMs }))
}

function isSpeechStarted(item: unknown): boolean {
  return (
    typeof item === 'object' && item !== null && 'type' in item && item.type === 'input_audio_buffer.speech_started'
  )
}

function withCaption(state: PageState, caption: Caption): PageState {
  return withConversation(state, ({ captions }) => ({ captions: [...captions, caption].slice(-8) }))
}

function changeCaption(state: PageState, captionId: string, change: (text: string) => string): PageState {
  return withConversation(state, ({ captions }) => ({
    captions: captions.map((each) => (each.captionId === captionId ? { ...each, text: change(each.text) } : each)),
  }))
}

/** Its final words have come. */
function withoutCaption(state: PageState, role: Caption['role']): PageState {
  return withConversation(state, ({ captions }) => {
    const first = captions.find((each) => each.role === role)
    return { captions: captions.filter((each) => each !== first) }
  })
}
