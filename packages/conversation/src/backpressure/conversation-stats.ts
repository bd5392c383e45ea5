import type { EventQueueStats } from '../bounded-event-queue.js'
import type { ConversationState } from '../conversation-state.js'
import type { KeptAudio } from './kept-audio.js'
import { listOpenDeliveries } from '../open-entries.js'

/**
 * How full everything is that can fill up. Audio loses its oldest and counts it; what must not get lost fails loudly
 * instead.
 */
export interface ConversationStats extends EventQueueStats {
  /** Audio of the microphone that waits for a connection, and that was dropped because it waited too long. */
  readonly keptAudioMs: number
  readonly droppedMicrophoneMs: number
  /** Reasons to speak that wait for the floor. */
  readonly wantedResponses: number
  /** Results and updates that nobody has said yet. */
  readonly pendingDeliveries: number
  /** Records on their way into the journal. */
  readonly savingRecords: number
  /** Bytes that the connection has accepted and not yet sent; 0 without a connection. */
  readonly outgoingBytes: number
}

export function readStats(
  queue: EventQueueStats,
  { queue: responses, deliveries, saving }: ConversationState,
  audio: Pick<KeptAudio, 'keptMs' | 'droppedMs'>,
  outgoingBytes: number,
): ConversationStats {
  return {
    ...queue,
    keptAudioMs: audio.keptMs,
    droppedMicrophoneMs: audio.droppedMs,
    wantedResponses: responses.wanted.length,
    pendingDeliveries: listOpenDeliveries(deliveries).filter(({ phase }) => phase === 'pending').length,
    savingRecords: Object.keys(saving).length,
    outgoingBytes,
  }
}
