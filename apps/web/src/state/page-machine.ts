import { advance } from './advance.js'
import { onAnswer, onFailure } from './answer-steps.js'
import { onNotification } from './notification-steps.js'
import type { PageInput, PageStep } from './page-input.js'
import { openConversation } from './page-state.js'
import type { PageState } from './page-state.js'
import { isSending, say, step, withConversation } from './page-steps.js'
import { onAction } from './user-steps.js'

/** So long after the user's last words nobody thinks any more. */
const THINKING_MS = 20_000

/** The whole page: what the user does and what the gateway says → what is shown, and what is to be done. */
export function stepPage(state: PageState, input: PageInput): PageStep<PageState> {
  const taken = take(state, input)
  const moved = advance(taken.state)
  const isOn = isSending(moved.state)
  return {
    state: moved.state,
    effects: [
      ...taken.effects,
      ...moved.effects,
      ...(isOn === isSending(state) ? [] : [{ type: 'send-microphone', isOn } as const]),
    ],
  }
}

function take(state: PageState, input: PageInput): PageStep<PageState> {
  switch (input.type) {
    case 'line':
      return onLine(state, input.phase, input.retryAtMs)
    case 'notification':
      return onNotification(state, input.notification)
    case 'answer-came':
      return onAnswer(state, input)
    case 'call-failed':
      return onFailure(state, input.call, input.message)
    case 'media-opened':
      // Whoever has changed their mind meanwhile is not listened to.
      if (!state.isCallWanted) return step(state, { type: 'close-media' })
      return step({ ...state, media: { phase: 'open', isMuted: false, isPlaying: false } })
    case 'media-failed':
      return step({ ...state, media: { phase: 'failed', problem: input.problem }, isCallWanted: false })
    case 'media-ended':
      return say({ ...state, media: { phase: 'failed', problem: 'missing' }, isCallWanted: false }, 'problem', [
        'The microphone was taken away. Connect it again and start the call anew.',
      ])
    case 'playing':
      return onPlaying(state, input.isPlaying)
    case 'devices':
      return step({ ...state, devices: { ...state.devices, ...input.devices } })
    case 'known-conversation':
      return step({ ...state, conversation: openConversation(input.conversationId) })
    case 'readiness':
      return step({ ...state, agent: { isReady: input.isReady, detail: input.detail } })
    case 'tick':
      return onTick(state, input.nowMs)
    default:
      return onAction(state, input)
  }
}

/** What was asked of the old line is lost with it; what was said is there again after the cursor. */
function onLine(
  state: PageState,
  phase: PageState['line']['phase'],
  retryAtMs: number | undefined,
): PageStep<PageState> {
  const line = { phase, retryAtMs, hasBeenOpen: state.line.hasBeenOpen || phase === 'open' }
  if (phase === 'open')
    return step({ ...state, line }, { type: 'call', method: 'thread/realtime/listVoices', params: {} })
  const isLost = state.line.phase === 'open'
  const next: PageState = { ...state, line, isStarting: false, voice: { ...state.voice, phase: 'none' } }
  const away = withConversation(next, (conversation) => ({
    ...{ phase: 'found', captions: [], isMicrophoneOurs: false, turn: 'listening' },
    liveAfter: conversation.liveAfter,
  }))
  return step(away, ...(isLost ? [{ type: 'stop-playback' } as const] : []))
}

function onPlaying(state: PageState, isPlaying: boolean): PageStep<PageState> {
  if (state.media.phase !== 'open') return step(state)
  const next = { ...state, media: { ...state.media, isPlaying } }
  return step(withConversation(next, ({ turn }) => ({ turn: turn === 'thinking' ? 'listening' : turn })))
}

function onTick(state: PageState, nowMs: number): PageStep<PageState> {
  const next = { ...state, nowMs }
  return step(
    withConversation(next, ({ turn, turnAtMs }) =>
      turn !== 'listening' && nowMs - turnAtMs > THINKING_MS ? { turn: 'listening' } : {},
    ),
  )
}
