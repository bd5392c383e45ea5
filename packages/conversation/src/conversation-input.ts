import type { AudioOutEvent, RealtimeEvent } from '@parley/wire'
import type { AgentEvent, PermissionDecision } from './agent.js'
import type { RestoredConversation } from './restore/restore-conversation.js'

/**
 * Everything that can happen to a conversation, as JSON with the time at which it happened. The machine is a function
 * of these and nothing else, so a log of them is the whole run.
 */
export type ConversationInput = { readonly nowMs: number } & ConversationHappening

export type ConversationHappening =
  /** Only as the first input: what the journal of an earlier process says. */
  | { readonly type: 'restored'; readonly restored: RestoredConversation }
  /** `generation`: which connection it is of; absent = the first, 0. */
  | { readonly type: 'connection'; readonly event: ConnectionEvent; readonly generation?: number }
  /** `jitter`: the driver's chance, from [0, 1). */
  | {
      readonly type: 'connection-closed'
      readonly reason: string
      readonly generation?: number
      readonly jitter?: number
    }
  | { readonly type: 'connection-opened'; readonly generation: number }
  /** It could not be opened. `isFatal`: nor will another one. */
  | {
      readonly type: 'connection-failed'
      readonly generation: number
      readonly error: string
      readonly isFatal: boolean
      readonly jitter: number
    }
  | { readonly type: 'saved'; readonly recordId: string }
  | { readonly type: 'save-failed'; readonly recordId: string; readonly error: string }
  | { readonly type: 'run-event'; readonly taskId: string; readonly event: AgentEvent }
  /** The run did not take the guidance. */
  | { readonly type: 'steer-failed'; readonly taskId: string; readonly handoffId: string; readonly error: string }
  /** The run did not take the answer to its question. Without a handoff it came from a screen. */
  | {
      readonly type: 'reply-failed'
      readonly taskId: string
      readonly questionId: string
      readonly handoffId?: string
      readonly error: string
    }
  /** The sink has played so much of an item. */
  | { readonly type: 'played'; readonly itemId: string; readonly playedMs: number }
  | { readonly type: 'user-text'; readonly text: string }
  /** A program has this said, as it is. */
  | { readonly type: 'say'; readonly text: string }
  /** What of it has not been said is not wanted any more. */
  | { readonly type: 'drop-speech' }
  | { readonly type: 'cancel-task'; readonly taskId: string }
  /** Further words for a running task, from a screen. */
  | { readonly type: 'steer-task'; readonly taskId: string; readonly text: string }
  | {
      readonly type: 'answer-permission'
      readonly taskId: string
      readonly permissionId: string
      readonly decision: PermissionDecision
    }
  /** From a screen. The text may be a secret: a recorder leaves it out where the question says so. */
  | {
      readonly type: 'reply-to-question'
      readonly taskId: string
      readonly questionId: string
      readonly text: string
    }
  | { readonly type: 'stop-speaking' }
  /** Speech and all work. */
  | { readonly type: 'stop-all' }
  | { readonly type: 'call-failed'; readonly method: string; readonly error: string }
  | { readonly type: 'tick' }
  | { readonly type: 'close' }

/** A connection's event; of audio only its length. */
export type ConnectionEvent = Exclude<RealtimeEvent, AudioOutEvent> | AudioReceived

export interface AudioReceived {
  readonly type: 'audio_out'
  readonly itemId: string | undefined
  readonly audioMs: number
}

export function toConnectionEvent(event: RealtimeEvent): ConnectionEvent {
  if (event.type !== 'audio_out') return event
  const { pcm, sampleRate, numChannels, itemId } = event
  return { type: 'audio_out', itemId, audioMs: (pcm.length / numChannels / sampleRate) * 1000 }
}
