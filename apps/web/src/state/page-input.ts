import type { AppMethod, AppNotification, AppParams, AppResult } from '@parley/wire'
import type { Devices, LinePhase, MediaProblem, Panel, Wishes } from './page-state.js'

/** An answer of the gateway, with what had been asked. */
export type PageAnswer = {
  readonly [M in AppMethod]: { readonly method: M; readonly params: AppParams<M>; readonly result: AppResult<M> }
}[AppMethod]

/** Something to ask of the gateway. */
export type PageRequest = {
  readonly [M in AppMethod]: { readonly method: M; readonly params: AppParams<M> }
}[AppMethod]
export type PageCall = PageRequest & { readonly type: 'call' }

/** What the user does. */
export type PageAction =
  | { readonly type: 'start-call' }
  | { readonly type: 'end-call' }
  | { readonly type: 'mute'; readonly isMuted: boolean }
  | { readonly type: 'talk-key'; readonly isDown: boolean }
  | { readonly type: 'stop-speaking' }
  | { readonly type: 'stop-all' }
  | { readonly type: 'send-text'; readonly text: string }
  | { readonly type: 'steer'; readonly taskId: string; readonly text: string }
  | { readonly type: 'cancel-task'; readonly taskId: string }
  | {
      readonly type: 'answer'
      readonly taskId: string
      readonly permissionId: string
      readonly decision: 'granted' | 'denied'
    }
  | { readonly type: 'reply'; readonly taskId: string; readonly questionId: string; readonly text: string }
  | { readonly type: 'acknowledge'; readonly deliveryId: string }
  | { readonly type: 'say-again'; readonly taskId: string }
  | { readonly type: 'show-panel'; readonly panel: Panel }
  | { readonly type: 'read-conversation'; readonly conversationId: string }
  | { readonly type: 'leave-reading' }
  | { readonly type: 'resume-conversation'; readonly conversationId: string }
  | { readonly type: 'new-conversation' }
  | { readonly type: 'export'; readonly conversationId: string; readonly format: 'markdown' | 'json' | 'webvtt' }
  | { readonly type: 'wish'; readonly wishes: Partial<Wishes> }
  | { readonly type: 'choose-device'; readonly kind: 'microphone' | 'speaker'; readonly deviceId: string }
  | { readonly type: 'dismiss'; readonly noticeId: number }
  | { readonly type: 'allow-notifications' }

/** What happens around the page. */
export type PageHappening =
  | { readonly type: 'line'; readonly phase: LinePhase; readonly retryAtMs?: number }
  | { readonly type: 'notification'; readonly notification: AppNotification }
  | ({ readonly type: 'answer-came' } & PageAnswer)
  | { readonly type: 'call-failed'; readonly call: PageCall; readonly message: string }
  | { readonly type: 'media-opened' }
  | { readonly type: 'media-failed'; readonly problem: MediaProblem }
  | { readonly type: 'media-ended' }
  | { readonly type: 'playing'; readonly isPlaying: boolean }
  | { readonly type: 'devices'; readonly devices: Partial<Devices> }
  | { readonly type: 'known-conversation'; readonly conversationId: string }
  | { readonly type: 'readiness'; readonly isReady: boolean; readonly detail: string }
  | { readonly type: 'tick'; readonly nowMs: number }

export type PageInput = PageAction | PageHappening

/** What the page has done. Calls go out in their order. */
export type PageEffect =
  | PageCall
  | { readonly type: 'open-media' }
  | { readonly type: 'close-media' }
  /** Whether what the microphone hears goes out. */
  | { readonly type: 'send-microphone'; readonly isOn: boolean }
  | { readonly type: 'stop-playback' }
  | { readonly type: 'play'; readonly data: string; readonly sampleRate: number; readonly itemId: string }
  | { readonly type: 'use-speaker'; readonly deviceId: string }
  | { readonly type: 'keep-conversation'; readonly conversationId: string | undefined }
  | { readonly type: 'keep-wishes'; readonly wishes: Wishes }
  | { readonly type: 'download'; readonly name: string; readonly content: string; readonly mediaType: string }
  | { readonly type: 'ask-notifications' }
  /** Told outside of the page where nobody looks at it. */
  | { readonly type: 'notify'; readonly text: string }

export interface PageStep<State> {
  readonly state: State
  readonly effects: readonly PageEffect[]
}
