import type { PageAction, PageStep } from './page-input.js'
import { openConversation } from './page-state.js'
import type { PageState } from './page-state.js'
import { ask, leaveCall, step, withConversation } from './page-steps.js'

/** What the user does. */
export function onAction(state: PageState, action: PageAction): PageStep<PageState> {
  switch (action.type) {
    case 'start-call':
      if (state.isCallWanted) return step(state)
      return step({ ...state, isCallWanted: true, media: { phase: 'opening' }, notices: [] }, { type: 'open-media' })
    case 'end-call':
      return endCall(state)
    case 'mute':
      if (state.media.phase !== 'open') return step(state)
      return step({ ...state, media: { ...state.media, isMuted: action.isMuted } })
    case 'talk-key':
      return onTalkKey(state, action.isDown)
    case 'send-text':
      return step({ ...state, pendingTexts: [...state.pendingTexts, action.text].slice(-8) })
    case 'show-panel':
      return onPanel({ ...state, panel: action.panel, reading: undefined })
    case 'read-conversation':
      return step(state, ask({ method: 'conversation/resume', params: { conversationId: action.conversationId } }))
    case 'leave-reading':
      return step({ ...state, reading: undefined })
    case 'resume-conversation':
      return enter(state, action.conversationId)
    case 'new-conversation':
      return enter(state, undefined)
    case 'export':
      return step(
        state,
        ask({
          method: 'conversation/export',
          params: { conversationId: action.conversationId, format: action.format },
        }),
      )
    case 'wish': {
      const wishes = { ...state.wishes, ...action.wishes }
      return step({ ...state, wishes }, { type: 'keep-wishes', wishes })
    }
    case 'choose-device':
      return onDevice(state, action.kind, action.deviceId)
    case 'allow-notifications':
      return step(state, { type: 'ask-notifications' })
    case 'dismiss':
      return step({ ...state, notices: state.notices.filter(({ noticeId }) => noticeId !== action.noticeId) })
    default:
      return onConversationAction(state, action)
  }
}

type ConversationAction = Extract<
  PageAction,
  {
    readonly type:
      'stop-speaking' | 'stop-all' | 'steer' | 'cancel-task' | 'answer' | 'reply' | 'acknowledge' | 'say-again'
  }
>

/** Things done to the conversation that is open; without one there is nothing to do them to. */
function onConversationAction(state: PageState, action: ConversationAction): PageStep<PageState> {
  if (state.conversation === undefined) return step(state)
  const { conversationId, feed } = state.conversation
  switch (action.type) {
    case 'stop-speaking':
      return step(
        state,
        { type: 'stop-playback' },
        ask({ method: 'conversation/stopSpeaking', params: { conversationId } }),
      )
    case 'stop-all':
      return step(state, { type: 'stop-playback' }, ask({ method: 'conversation/stopAll', params: { conversationId } }))
    case 'steer':
      return step(
        state,
        ask({ method: 'task/steer', params: { conversationId, taskId: action.taskId, text: action.text } }),
      )
    case 'cancel-task':
      return step(state, ask({ method: 'task/cancel', params: { conversationId, taskId: action.taskId } }))
    case 'answer': {
      const { taskId, permissionId, decision } = action
      return step(state, ask({ method: 'task/answer', params: { conversationId, taskId, permissionId, decision } }))
    }
    case 'reply': {
      const { taskId, questionId, text } = action
      return step(state, ask({ method: 'task/reply', params: { conversationId, taskId, questionId, text } }))
    }
    case 'acknowledge':
      return step(
        state,
        ask({ method: 'delivery/acknowledge', params: { conversationId, deliveryId: action.deliveryId } }),
      )
    case 'say-again': {
      const task = feed.fold.tasks.find(({ taskId }) => taskId === action.taskId)
      const text = (task?.result ?? task?.error ?? '').slice(0, 4000)
      if (text === '') return step(state)
      return step(state, ask({ method: 'thread/realtime/appendSpeech', params: { threadId: conversationId, text } }))
    }
  }
}

function endCall(state: PageState): PageStep<PageState> {
  const { conversation } = state
  const left = leaveCall(state)
  if (conversation?.phase !== 'ready' || conversation.feed.fold.voice === 'off') return left
  const stop = ask({ method: 'thread/realtime/stop', params: { threadId: conversation.conversationId } })
  return { state: left.state, effects: [stop, ...left.effects] }
}

/** A key that is held down interrupts: who begins to talk wants to be heard. */
function onTalkKey(state: PageState, isDown: boolean): PageStep<PageState> {
  const { media, conversation } = state
  if (media.phase !== 'open' || state.isTalkKeyDown === isDown) return step({ ...state, isTalkKeyDown: false })
  const next = { ...state, isTalkKeyDown: isDown }
  if (!isDown || !media.isPlaying || conversation === undefined) return step(next)
  const { conversationId } = conversation
  return step(next, { type: 'stop-playback' }, ask({ method: 'conversation/stopSpeaking', params: { conversationId } }))
}

function onPanel(state: PageState): PageStep<PageState> {
  if (state.panel !== 'history' || state.line.phase !== 'open') return step(state)
  return step(state, ask({ method: 'conversation/list', params: {} }))
}

function enter(state: PageState, conversationId: string | undefined): PageStep<PageState> {
  const left = state.isCallWanted ? endCall(state) : step(state)
  const { conversation } = left.state
  const leave =
    conversation?.phase === 'ready'
      ? [ask({ method: 'conversation/unsubscribe', params: { conversationId: conversation.conversationId } })]
      : []
  const entered: PageState = {
    ...withConversation(left.state, () => ({})),
    ...{ conversation: conversationId === undefined ? undefined : openConversation(conversationId) },
    ...{ panel: 'none', reading: undefined, pendingTexts: [], voice: { phase: 'none', mode: 'audio' }, notices: [] },
  }
  return step(entered, ...left.effects, ...leave, { type: 'keep-conversation', conversationId })
}

function onDevice(state: PageState, kind: 'microphone' | 'speaker', deviceId: string): PageStep<PageState> {
  const devices = { ...state.devices, [kind === 'microphone' ? 'microphoneId' : 'speakerId']: deviceId }
  const next = { ...state, devices }
  if (kind === 'speaker') return step(next, { type: 'use-speaker', deviceId })
  if (state.media.phase !== 'open') return step(next)
  return step({ ...next, media: { phase: 'opening' } }, { type: 'close-media' }, { type: 'open-media' })
}
