import * as v from 'valibot'
import { AudioChunkSchema } from './codex-audio.js'
import { RealtimeVersionSchema } from './codex-methods.js'
import { ThreadSchema } from './codex-thread.js'

const text = v.string()
const thread = { threadId: text }
const transcriptRole = v.picklist(['user', 'assistant'])
const timelineItem = { id: text, realtimeSessionId: text }

/** A realtime item of Codex's timeline of a thread. */
export const TimelineItemSchema = v.variant('type', [
  v.object({ ...timelineItem, type: v.literal('realtimeSessionStarted') }),
  v.object({ ...timelineItem, type: v.literal('transcriptSegment'), role: transcriptRole, text }),
  v.object({ ...timelineItem, type: v.literal('realtimeSessionClosed'), outcome: v.picklist(['ended', 'failed']) }),
])
export type TimelineItem = v.InferOutput<typeof TimelineItemSchema>

/** Notifications of Codex's app server, by its names and in its shapes. */
export const codexNotifications = {
  'thread/started': v.object({ thread: ThreadSchema }),
  'thread/realtime/started': v.object({
    ...thread,
    realtimeSessionId: v.nullable(text),
    version: RealtimeVersionSchema,
  }),
  'thread/realtime/itemAdded': v.object({ ...thread, item: v.unknown() }),
  'thread/realtime/item/started': v.object({ ...thread, item: TimelineItemSchema }),
  'thread/realtime/item/transcript/delta': v.object({ ...thread, itemId: text, delta: text }),
  'thread/realtime/item/completed': v.object({ ...thread, item: TimelineItemSchema }),
  'thread/realtime/transcript/delta': v.object({ ...thread, role: transcriptRole, delta: text }),
  'thread/realtime/transcript/done': v.object({ ...thread, role: transcriptRole, text }),
  'thread/realtime/outputAudio/delta': v.object({ ...thread, audio: AudioChunkSchema }),
  'thread/realtime/sdp': v.object({ ...thread, sdp: text }),
  'thread/realtime/error': v.object({ ...thread, message: text }),
  'thread/realtime/closed': v.object({ ...thread, reason: v.nullable(text) }),
  error: v.object({
    ...thread,
    error: v.object({ message: text, codexErrorInfo: v.literal('badRequest'), additionalDetails: v.null() }),
    willRetry: v.boolean(),
    turnId: text,
  }),
} as const satisfies Readonly<Record<string, v.GenericSchema>>
