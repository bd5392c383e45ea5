import type { ConversationSummary, ConversationView } from '@parley/wire'
import { newFeed } from './feed-machine.js'
import type { Feed } from './feed-machine.js'

/** The line to the gateway. `refused`: the token is not the gateway's; nothing is tried any more. */
export type LinePhase = 'connecting' | 'open' | 'waiting' | 'no-token' | 'refused'

export type MediaProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed'

/** The user's microphone and speaker. */
export type MediaState =
  | { readonly phase: 'off' }
  | { readonly phase: 'opening' }
  | { readonly phase: 'open'; readonly isMuted: boolean; readonly isPlaying: boolean }
  | { readonly phase: 'failed'; readonly problem: MediaProblem }

/** What the user is heard to do, as far as the gateway tells. */
export type Turn = 'listening' | 'hearing' | 'thinking'

/** Words that are being said: shown until their final text comes. */
export interface Caption {
  readonly captionId: string
  readonly role: 'user' | 'assistant'
  readonly text: string
}

/** The conversation that this page is in. `found`: to be asked for; `ready`: its events come. */
export interface OpenConversation {
  readonly conversationId: string
  readonly phase: 'found' | 'opening' | 'ready'
  readonly feed: Feed
  readonly captions: readonly Caption[]
  readonly isMicrophoneOurs: boolean
  readonly turn: Turn
  readonly turnAtMs: number
  /** Events up to this number happened before the page looked. */
  readonly liveAfter: number
}

export interface Notice {
  readonly noticeId: number
  readonly tone: 'info' | 'problem'
  readonly text: string
}

export interface Device {
  readonly deviceId: string
  readonly label: string
}

export interface Devices {
  readonly microphones: readonly Device[]
  readonly speakers: readonly Device[]
  readonly microphoneId: string
  readonly speakerId: string
}

export interface Wishes {
  /** `undefined`: the gateway's own. */
  readonly voice: string | undefined
  /** The microphone is open only while a key or the button is held. */
  readonly isPushToTalk: boolean
}

/** What the page shows beside the conversation. */
export type Panel = 'none' | 'history' | 'settings'

export interface PageState {
  readonly line: { readonly phase: LinePhase; readonly hasBeenOpen: boolean; readonly retryAtMs: number | undefined }
  readonly conversation: OpenConversation | undefined
  /** The user wants to talk. What is missing for it is done one after another. */
  readonly isCallWanted: boolean
  /** A voice that this page has asked for; `asked`: it has neither come nor failed. */
  readonly voice: { readonly phase: 'none' | 'asked' | 'given'; readonly mode: 'audio' | 'text' }
  /** Typed words that wait for a voice. */
  readonly pendingTexts: readonly string[]
  readonly isStarting: boolean
  readonly media: MediaState
  readonly isTalkKeyDown: boolean
  readonly devices: Devices
  readonly wishes: Wishes
  readonly voices: readonly string[]
  readonly panel: Panel
  readonly history: readonly ConversationSummary[] | undefined
  /** A conversation of the past, to be read. */
  readonly reading: ConversationView | undefined
  readonly agent: { readonly isReady: boolean; readonly detail: string } | undefined
  readonly notices: readonly Notice[]
  readonly noticeCount: number
  readonly nowMs: number
}

export const newPage: PageState = {
  line: { phase: 'connecting', hasBeenOpen: false, retryAtMs: undefined },
  ...{ conversation: undefined, isCallWanted: false, isStarting: false, pendingTexts: [] },
  voice: { phase: 'none', mode: 'audio' },
  ...{ media: { phase: 'off' }, isTalkKeyDown: false },
  devices: { microphones: [], speakers: [], microphoneId: '', speakerId: '' },
  wishes: { voice: undefined, isPushToTalk: false },
  ...{ voices: [], panel: 'none', history: undefined, reading: undefined, agent: undefined },
  ...{ notices: [], noticeCount: 0, nowMs: 0 },
}

export function openConversation(conversationId: string): OpenConversation {
  return {
    ...{ conversationId, phase: 'found', feed: newFeed, captions: [], isMicrophoneOurs: false },
    ...{ turn: 'listening', turnAtMs: 0, liveAfter: 0 },
  }
}
