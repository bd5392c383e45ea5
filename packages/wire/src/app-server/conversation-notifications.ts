import * as v from 'valibot'
import { AudioChunkSchema } from './codex-audio.js'

const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const conversation = { conversationId: text }

/** One thing that happened. Its types are listed in docs/protocol/app-server.md; new ones may come, so keep those unknown. */
export const FeedEventSchema = v.looseObject({ type: text })
export type FeedEvent = v.InferOutput<typeof FeedEventSchema>

/** Parley's own notifications. Only `conversation/event` is numbered and kept. */
export const conversationNotifications = {
  'conversation/event': v.object({ ...conversation, sequence: count, atMs: v.number(), event: FeedEventSchema }),
  /** Only to subscribers with `audio: true`; the oldest is dropped where a client is slow. */
  'conversation/audio': v.object({ ...conversation, audio: AudioChunkSchema }),
  /** Stop the player at once and forget what is queued. Only to subscribers with `audio: true`. */
  'conversation/playbackStopped': v.object(conversation),
  'conversation/microphone': v.object({ ...conversation, isOwner: v.boolean() }),
} as const satisfies Readonly<Record<string, v.GenericSchema>>
