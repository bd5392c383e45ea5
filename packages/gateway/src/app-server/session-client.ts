import type { AppNotification } from '@parley/wire'
import type { ConversationClient } from '../conversations/conversation-client.js'

/** A session as its conversations see it. */
export interface SessionClient extends ConversationClient {
  /** Once the client has said who it is. */
  rename(name: string): void
}

/** `notify` gets the conversation's id with what is sound: that may be dropped. */
export function createSessionClient(
  clientId: string,
  notify: (notification: AppNotification, audioOf?: string) => void,
  dropAudio: (conversationId: string) => void,
): SessionClient {
  let name = 'client'
  return {
    clientId,
    get name() {
      return name
    },
    rename(given) {
      name = given
    },
    onEvent(conversationId, { sequence, atMs, event }) {
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
