import type { WireFrame, WireItem } from '@parley/wire'
import type { AudioFormat } from '@parley/wire/realtime'
import type { ResponderContext } from '../responder/responder.js'
import type { TimerName } from './session-input.js'

/** How the answer is put into sound. */
export interface VoiceSettings {
  readonly voice: string
  readonly speed: number
  readonly format: AudioFormat
}

/** What a run says: the responder's answer to a context, or words that are given. */
export type RunSource =
  { readonly kind: 'responder'; readonly context: ResponderContext } | { readonly kind: 'words'; readonly text: string }

/** What a session asks of its driver. Effects are carried out in order, before the next input is looked at. */
export type SessionEffect =
  | { readonly type: 'send'; readonly event: WireFrame }
  /** Sends the item inside `conversation.item.retrieved`, with the sound of a user's item where it is still kept. */
  | { readonly type: 'send-retrieved'; readonly eventId: string; readonly item: WireItem }
  | { readonly type: 'append-audio'; readonly audio: string; readonly eventId?: string }
  | { readonly type: 'set-input-format'; readonly format: AudioFormat }
  /** Audio before this sample is needed no more. */
  | { readonly type: 'forget-audio'; readonly beforeSample: number }
  /** Also replaces an open detector. */
  | { readonly type: 'open-voice-activity'; readonly threshold: number }
  | { readonly type: 'close-voice-activity' }
  | {
      readonly type: 'begin-recognition'
      readonly itemId: string
      readonly fromSample: number
      readonly language?: string
    }
  | { readonly type: 'feed-recognition'; readonly itemId: string; readonly toSample: number }
  | { readonly type: 'finish-recognition'; readonly itemId: string; readonly toSample: number }
  | { readonly type: 'cancel-recognition'; readonly itemId: string }
  | {
      readonly type: 'run-response'
      readonly responseId: string
      readonly source: RunSource
      /** `null`: the answer is written, not spoken. */
      readonly voice: VoiceSettings | null
    }
  | { readonly type: 'stop-response'; readonly responseId: string }
  | { readonly type: 'set-timer'; readonly name: TimerName; readonly delayMs: number }
  | { readonly type: 'clear-timer'; readonly name: TimerName }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
