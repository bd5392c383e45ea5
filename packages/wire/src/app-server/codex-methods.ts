import * as v from 'valibot'
import { JsonObjectSchema } from '../json-object-schema.js'
import { AudioChunkSchema } from './codex-audio.js'
import { ThreadStartResultSchema } from './codex-thread.js'
import type { MethodSchema } from './method-schema.js'

const text = v.string()
const flag = v.nullish(v.boolean())
const thread = { threadId: v.pipe(text, v.minLength(1), v.maxLength(200)) }
const spoken = v.pipe(text, v.maxLength(1_000_000))
const roles = v.picklist(['user', 'developer', 'assistant'])
const nothing = v.object({})

const TransportSchema = v.variant('type', [
  v.object({ type: v.literal('websocket') }),
  v.object({ type: v.literal('webrtc'), sdp: text }),
  v.object({ type: v.literal('existingCall'), callId: text }),
])

export const RealtimeVersionSchema = v.picklist(['v1', 'v2', 'v3'])
export type RealtimeVersion = v.InferOutput<typeof RealtimeVersionSchema>

export const RealtimeStartSchema = v.object({
  ...thread,
  outputModality: v.picklist(['text', 'audio']),
  transport: v.nullish(TransportSchema),
  version: v.nullish(RealtimeVersionSchema),
  model: v.nullish(text),
  voice: v.nullish(text),
  prompt: v.nullish(text),
  includeStartupContext: flag,
  initialItems: v.nullish(v.array(v.object({ role: roles, text: spoken }))),
  realtimeSessionId: v.nullish(v.pipe(text, v.maxLength(200))),
  realtimeStartInstructions: v.nullish(text),
  realtimeEndInstructions: v.nullish(text),
  clientManagedHandoffs: flag,
  delegationAckFiller: flag,
  flushTranscriptTailOnSessionEnd: flag,
  codexResponsesAsItems: flag,
  codexResponseItemPrefix: v.nullish(text),
  codexResponseHandoffMode: v.nullish(v.unknown()),
  codexResponseHandoffChannelPrefixes: v.nullish(v.unknown()),
})
export type RealtimeStart = v.InferOutput<typeof RealtimeStartSchema>

export const InitializeSchema = v.object({
  clientInfo: v.object({
    name: v.pipe(text, v.maxLength(200)),
    title: v.nullish(v.pipe(text, v.maxLength(200))),
    version: v.pipe(text, v.maxLength(100)),
  }),
  capabilities: v.nullish(
    v.object({
      experimentalApi: v.nullish(v.boolean()),
      /** Exact names of notifications that this client does not want. */
      optOutNotificationMethods: v.nullish(v.pipe(v.array(v.pipe(text, v.maxLength(128))), v.maxLength(200))),
    }),
  ),
})
export type Initialize = v.InferOutput<typeof InitializeSchema>

const VoicesSchema = v.object({
  v1: v.array(text),
  v2: v.array(text),
  defaultV1: text,
  defaultV2: text,
})

/** Methods of Codex's app server, by its names and in its shapes. */
export const codexMethods = {
  initialize: {
    params: InitializeSchema,
    result: v.object({ userAgent: text, codexHome: text, platformFamily: text, platformOs: text }),
  },
  'thread/start': {
    params: v.object({
      cwd: v.nullish(text),
      model: v.nullish(text),
      ephemeral: flag,
      config: v.nullish(JsonObjectSchema),
    }),
    result: ThreadStartResultSchema,
  },
  'thread/realtime/start': { params: RealtimeStartSchema, result: nothing },
  'thread/realtime/appendAudio': { params: v.object({ ...thread, audio: AudioChunkSchema }), result: nothing },
  'thread/realtime/appendText': {
    params: v.object({ ...thread, text: spoken, role: v.nullish(roles) }),
    result: nothing,
  },
  'thread/realtime/appendSpeech': { params: v.object({ ...thread, text: spoken }), result: nothing },
  'thread/realtime/stop': { params: v.object(thread), result: nothing },
  'thread/realtime/listVoices': { params: v.nullish(nothing), result: v.object({ voices: VoicesSchema }) },
} as const satisfies Readonly<Record<string, MethodSchema>>
