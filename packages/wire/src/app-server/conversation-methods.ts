import * as v from 'valibot'
import { AudioChunkSchema } from './codex-audio.js'
import { RealtimeVersionSchema } from './codex-methods.js'
import { ConversationSummarySchema, ConversationViewSchema } from './conversation-views.js'
import type { MethodSchema } from './method-schema.js'

const text = v.string()
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const conversation = { conversationId: v.pipe(text, v.minLength(1), v.maxLength(200)) }
const only = v.object(conversation)
const nothing = v.object({})
const view = v.object({ conversation: ConversationViewSchema })

/** What a client asks of a voice; what it leaves out is the gateway's default. */
export const VoiceRequestSchema = v.object({
  version: v.nullish(RealtimeVersionSchema),
  outputModality: v.nullish(v.picklist(['text', 'audio'])),
  model: v.nullish(text),
  voice: v.nullish(text),
  prompt: v.nullish(text),
})
export type VoiceRequest = v.InferOutput<typeof VoiceRequestSchema>

/** Numbers of events that are kept no longer: both ends are missing too. */
export const GapSchema = v.object({ from: count, to: count })
export type Gap = v.InferOutput<typeof GapSchema>

/** Parley's own methods about conversations. */
export const conversationMethods = {
  /** `voice: null` starts none; left out, one with the gateway's defaults. */
  'conversation/start': {
    params: v.object({ workingDirectory: v.nullish(text), voice: v.nullish(VoiceRequestSchema) }),
    result: view,
  },
  'conversation/startVoice': {
    params: v.object({ ...conversation, voice: v.nullish(VoiceRequestSchema) }),
    result: nothing,
  },
  'conversation/stopVoice': { params: only, result: nothing },
  'conversation/list': {
    params: v.nullish(nothing),
    result: v.object({ conversations: v.array(ConversationSummarySchema) }),
  },
  'conversation/read': { params: only, result: view },
  'conversation/resume': { params: only, result: view },
  'conversation/export': {
    params: v.object({ ...conversation, format: v.picklist(['markdown', 'json', 'webvtt']), title: v.nullish(text) }),
    result: v.object({ content: text, mediaType: text }),
  },
  /** What came after `after` follows as notifications, in order and once, then what happens. */
  'conversation/subscribe': {
    params: v.object({ ...conversation, after: v.nullish(count), audio: v.nullish(v.boolean()) }),
    result: v.object({ sequence: count, replayed: count, gap: v.nullable(GapSchema) }),
  },
  'conversation/unsubscribe': { params: only, result: nothing },
  'conversation/claimMicrophone': { params: only, result: nothing },
  'conversation/releaseMicrophone': { params: only, result: nothing },
  'conversation/sendText': {
    params: v.object({ ...conversation, text: v.pipe(text, v.minLength(1), v.maxLength(100_000)) }),
    result: nothing,
  },
  'conversation/sendAudio': { params: v.object({ ...conversation, audio: AudioChunkSchema }), result: nothing },
  'conversation/stopSpeaking': { params: only, result: nothing },
  'conversation/stopAll': { params: only, result: nothing },
  'conversation/reportPlayed': {
    params: v.object({
      ...conversation,
      itemId: v.pipe(text, v.maxLength(512)),
      playedMs: v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000)),
    }),
    result: nothing,
  },
} as const satisfies Readonly<Record<string, MethodSchema>>
