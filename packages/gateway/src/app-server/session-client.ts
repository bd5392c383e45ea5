import type { AppNotification } from '@parley/wire'
import type { ConversationClient } from '../conversations/conversation-client.js'

/** A session as its conversations see it. */
export interface SessionClient extends ConversationClient {
  /** Once the client has said who it is. */
  rename(name: string): void
  /** From here on it is told of a conversation what comes behind that number, each event once. */
  follow(conversationId: string, after: number): void
}

/** `notify` gets the conversation's id with what is sound: that may be dropped. */
export function createSessionClient(
  clientId: string,
  notify: (notification: AppNotification, audioOf?: string) => void,
  dropAudio: (conversationId: string) => void,
): SessionClient {
  let name = 'client'
  /** Of each conversation: the newest number that this client has or wants to do without. */
  const cursors = new Map<string, number>()
  return {
    clientId,
    get name() {
      return name
    },
    rename(given) {
      name = given
    },
    follow: (conversationId, after) => void cursors.set(conversationId, after),
    onEvent(conversationId, { sequence, atMs, event }) {
      if (sequence <= (cursors.get(conversationId) ?? 0)) return
      cursors.set(conversationId, sequence)
      notify({ method: 'conversation/event', params: { conversationId, sequence, atMs, event } })
    },
    onNotice: (notice) => {
      notify(notice)
    },
    onAudio(conversationId, audio, names) {
      if (names === 'parley')
        notify({ method: 'conversation/audio', params: { conversationId, audio } }, conversationId)
      else {
        const params = { threadId: conversationId, audio }
        notify({ method: 'thread/realtime/outputAudio/delta', params }, conversationId)
      }
    },
    onPlaybackStopped(conversationId, names) {
      dropAudio(conversationId)
      // Codex's clients stop their players by `input_audio_buffer.speech_started`.
      if (names === 'parley') notify({ method: 'conversation/playbackStopped', params: { conversationId } })
    },
    onMicrophone(conversationId, isOwner) {
      notify({ method: 'conversation/microphone', params: { conversationId, isOwner } })
    },
  }
}
