import type { AppNotification, RpcAudioChunk } from '@parley/wire'
import type { FeedEntry } from './event-store.js'

/** Somebody who is attached to a conversation. None of the calls may throw or wait. */
export interface ConversationClient {
  readonly clientId: string
  /** For people: who has answered, who has the microphone. */
  readonly name: string
  onEvent(conversationId: string, entry: FeedEntry): void
  /** One of Codex's notifications about the voice. */
  onNotice(notice: AppNotification): void
  onAudio(conversationId: string, audio: RpcAudioChunk, names: ClientNames): void
  /** Stop playing at once and forget what is queued. */
  onPlaybackStopped(conversationId: string, names: ClientNames): void
  onMicrophone(conversationId: string, isOwner: boolean): void
}

/** Whose names a client has asked for sound by. */
export type ClientNames = 'parley' | 'codex'

/** What a client wants of a conversation. */
export interface ClientWants {
  /** Numbered events. */
  readonly events: boolean
  readonly audio: boolean
  /** Codex's notifications, sound included. */
  readonly notices: boolean
}

export const noWants: ClientWants = { events: false, audio: false, notices: false }
