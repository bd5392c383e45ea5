import type { CallMedia } from '../audio/call-media.js'
import { createWorkletMedia } from '../audio/create-worklet-media.js'
import { listDevices } from '../audio/list-devices.js'
import { stepPage } from '../state/page-machine.js'
import { newPage } from '../state/page-state.js'
import type { PageState } from '../state/page-state.js'
import type { PageEffect, PageInput } from '../state/page-input.js'
import { openAppLine } from './app-line.js'
import type { AppLine } from './app-line.js'
import { fetchReadiness } from './fetch-readiness.js'
import { download, notifyOutside, wishNotifications } from './outside.js'
import { keepConversationId, keepWishes, readConversationId, readWishes, takeToken } from './page-storage.js'

/** The page at work: its state, and everything that changes it. Lives as long as its tab. */
export interface Page {
  readonly state: PageState
  act(input: PageInput): void
  /** Called after each change, once for what happens together. */
  watch(onChange: () => void): void
  readonly media: CallMedia
  retryNow(): void
}

interface Parts {
  state: PageState
  line: AppLine | undefined
  onChange: () => void
  isTold: boolean
}

const TICK_MS = 1000

export function openPage(): Page {
  const parts: Parts = { state: newPage, line: undefined, onChange: () => undefined, isTold: false }
  const act = (input: PageInput): void => {
    const { state, effects } = stepPage(parts.state, input)
    if (state !== parts.state) tell(parts)
    parts.state = state
    for (const effect of effects) perform(effect, parts, media, act)
  }
  const media = createWorkletMedia({
    onOpened: () => {
      act({ type: 'media-opened' })
      void listDevices().then((devices) => {
        act({ type: 'devices', devices })
      })
    },
    onFailed: (problem) => {
      act({ type: 'media-failed', problem })
    },
    onEnded: () => {
      act({ type: 'media-ended' })
    },
    onFrame: (data) => {
      const { conversation } = parts.state
      if (conversation === undefined) return
      const audio = { data, sampleRate: 24_000, numChannels: 1 }
      const { conversationId } = conversation
      parts.line?.send({ method: 'conversation/sendAudio', params: { conversationId, audio } })
    },
    onPlayed: (itemId, playedMs) => {
      const { conversation } = parts.state
      if (conversation === undefined || parts.state.line.phase !== 'open') return
      const { conversationId } = conversation
      parts.line?.send({ method: 'conversation/reportPlayed', params: { conversationId, itemId, playedMs } })
    },
    onPlaying: (isPlaying) => {
      act({ type: 'playing', isPlaying })
    },
  })
  begin(parts, act)
  return {
    get state() {
      return parts.state
    },
    act,
    media,
    watch: (onChange) => {
      parts.onChange = onChange
    },
    retryNow: () => parts.line?.retryNow(),
  }
}

function begin(parts: Parts, act: (input: PageInput) => void): void {
  act({ type: 'tick', nowMs: Date.now() })
  act({ type: 'wish', wishes: readWishes() })
  const known = readConversationId()
  if (known !== undefined) act({ type: 'known-conversation', conversationId: known })
  const token = takeToken()
  if (token === undefined) act({ type: 'line', phase: 'no-token' })
  else parts.line = openLine(token, act)
  void listDevices().then((devices) => {
    act({ type: 'devices', devices })
  })
  window.setInterval(() => {
    act({ type: 'tick', nowMs: Date.now() })
  }, TICK_MS)
  window.addEventListener('online', () => parts.line?.retryNow())
  // A new address with another token in it is a new beginning.
  window.addEventListener('hashchange', () => {
    if (location.hash.includes('token=')) location.reload()
  })
}

function openLine(token: string, act: (input: PageInput) => void): AppLine {
  return openAppLine(token, {
    onPhase: (phase, retryAtMs) => {
      act({ type: 'line', phase, ...(retryAtMs === undefined ? {} : { retryAtMs }) })
      if (phase !== 'open') return
      void fetchReadiness().then((agent) => {
        if (agent !== undefined) act({ type: 'readiness', ...agent })
      })
    },
    onNotification: (notification) => {
      act({ type: 'notification', notification })
    },
    onAnswer: (answer) => {
      if (answer.method !== 'conversation/sendAudio') act({ type: 'answer-came', ...answer })
    },
    onFailure: (request, message) => {
      act({ type: 'call-failed', call: { type: 'call', ...request }, message })
    },
  })
}

/** The view is drawn once for all that happens before the next frame. */
function tell(parts: Parts): void {
  if (parts.isTold) return
  parts.isTold = true
  const draw = (): void => {
    if (!parts.isTold) return
    parts.isTold = false
    parts.onChange()
  }
  // A hidden tab draws no frames, and its title shall still be true.
  if (document.visibilityState === 'visible') requestAnimationFrame(draw)
  else window.setTimeout(draw, 0)
}

function perform(effect: PageEffect, parts: Parts, media: CallMedia, act: (input: PageInput) => void): void {
  switch (effect.type) {
    case 'call': {
      const { type: _, ...request } = effect
      if (parts.line === undefined) act({ type: 'call-failed', call: effect, message: 'There is no gateway.' })
      else parts.line.send(request)
      return
    }
    case 'open-media':
      media.open(parts.state.devices)
      return
    case 'close-media':
      media.close()
      return
    case 'send-microphone':
      media.setSending(effect.isOn)
      return
    case 'stop-playback':
      media.stopPlayback()
      return
    case 'play':
      media.play(effect.data, effect.sampleRate, effect.itemId)
      return
    case 'use-speaker':
      media.useSpeaker(effect.deviceId)
      return
    case 'keep-conversation':
      keepConversationId(effect.conversationId)
      return
    case 'keep-wishes':
      keepWishes(effect.wishes)
      return
    case 'download':
      download(effect.name, effect.content, effect.mediaType)
      return
    case 'ask-notifications':
      wishNotifications()
      return
    case 'notify':
      notifyOutside(effect.text)
  }
}
