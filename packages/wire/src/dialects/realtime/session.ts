import * as v from 'valibot'
import type { JsonObject } from '../../json-object.js'
import { mergeJson, toSnakeCaseKeys } from '../../json-merge.js'
import type { RealtimeSessionConfig, Settings } from '../../session-config.js'
import { backgroundAgentTool, remainSilentTool } from '../../tools.js'
import { defaultVoice } from './voices.js'

const string = v.nullish(v.string())
const number = v.nullish(v.number())
const boolean = v.nullish(v.boolean())

export const AudioFormatSchema = v.looseObject({
  type: v.picklist(['audio/pcm', 'audio/pcmu', 'audio/pcma']),
  rate: number,
})
export type AudioFormat = v.InferOutput<typeof AudioFormatSchema>

export const TurnDetectionSchema = v.looseObject({
  type: v.picklist(['server_vad', 'semantic_vad']),
  threshold: number,
  prefix_padding_ms: number,
  silence_duration_ms: number,
  idle_timeout_ms: number,
  create_response: boolean,
  interrupt_response: boolean,
  eagerness: v.nullish(v.picklist(['low', 'medium', 'high', 'auto'])),
})
export type TurnDetection = v.InferOutput<typeof TurnDetectionSchema>

export const TranscriptionSchema = v.looseObject({ model: string, language: string, prompt: string, delay: string })

const InputAudioSchema = v.looseObject({
  format: v.nullish(AudioFormatSchema),
  noise_reduction: v.nullish(v.looseObject({ type: v.picklist(['near_field', 'far_field']) })),
  transcription: v.nullish(TranscriptionSchema),
  turn_detection: v.nullish(TurnDetectionSchema),
})

/** A name, or an object `{ id }` for a custom voice. */
const VoiceSchema = v.union([v.string(), v.looseObject({ id: v.string() })])

const OutputAudioSchema = v.looseObject({
  format: v.nullish(AudioFormatSchema),
  voice: v.nullish(VoiceSchema),
  speed: v.nullish(v.pipe(v.number(), v.minValue(0.25), v.maxValue(1.5))),
})

const MaxOutputTokensSchema = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
  v.literal('inf'),
])

/** Session object of the GA protocol, as a client patches it and a server reports it. Every field is optional but `type`. */
export const SessionSchema = v.looseObject({
  type: v.picklist(['realtime', 'transcription']),
  id: string,
  object: string,
  model: string,
  expires_at: number,
  instructions: string,
  output_modalities: v.nullish(v.pipe(v.array(v.picklist(['audio', 'text'])), v.length(1))),
  audio: v.nullish(v.looseObject({ input: v.nullish(InputAudioSchema), output: v.nullish(OutputAudioSchema) })),
  tools: v.nullish(v.array(v.looseObject({ type: v.string() }))),
  tool_choice: v.nullish(v.union([v.string(), v.looseObject({ type: v.string() })])),
  max_output_tokens: v.nullish(MaxOutputTokensSchema),
  parallel_tool_calls: boolean,
  truncation: v.nullish(v.union([v.string(), v.looseObject({ type: v.string() })])),
  tracing: v.nullish(v.unknown()),
  prompt: v.nullish(v.unknown()),
  reasoning: v.nullish(v.unknown()),
  include: v.nullish(v.array(v.string())),
})
export type Session = v.InferOutput<typeof SessionSchema>

export const DEFAULT_TRANSCRIPTION_MODEL = 'gpt-4o-mini-transcribe'
const PCM_24K = { type: 'audio/pcm', rate: 24_000 } as const

/** Our configuration → the `session` of a `session.update`. What is absent is absent from the JSON, never null. */
export function encodeSession(config: RealtimeSessionConfig): JsonObject {
  const session = config.mode === 'transcription' ? transcriptionSession(config) : conversationalSession(config)
  return config.providerData === undefined ? session : mergeJson(session, config.providerData)
}

function conversationalSession(config: RealtimeSessionConfig): JsonObject {
  return withoutUndefined({
    type: 'realtime',
    instructions: config.instructions,
    output_modalities: [config.outputModality ?? 'audio'],
    audio: {
      input: {
        format: PCM_24K,
        noise_reduction: settings(config.noiseReduction, { type: 'near_field' }),
        transcription: settings(config.transcription, { model: DEFAULT_TRANSCRIPTION_MODEL }),
        turn_detection: settings(config.turnDetection, {
          type: 'server_vad',
          interrupt_response: true,
          create_response: true,
          silence_duration_ms: 500,
        }),
      },
      output: withoutUndefined({ format: PCM_24K, voice: config.voice ?? defaultVoice, speed: config.speed }),
    },
    tools: config.tools ?? [backgroundAgentTool, remainSilentTool],
    tool_choice: 'auto',
  })
}

function transcriptionSession(config: RealtimeSessionConfig): JsonObject {
  const input = withoutUndefined({
    format: PCM_24K,
    noise_reduction: given(config.noiseReduction),
    transcription: settings(config.transcription, { model: DEFAULT_TRANSCRIPTION_MODEL }),
    turn_detection: given(config.turnDetection),
  })
  return { type: 'transcription', audio: { input } }
}

/** A caller's settings stand on the default of the same `type`; `null` switches off; absent gives the default. */
function settings(asked: Settings | null | undefined, fallback: JsonObject): JsonObject | null {
  const wire = given(asked)
  if (wire === null) return null
  if (wire === undefined) return fallback
  const sameKind = wire['type'] === undefined || wire['type'] === fallback['type']
  return sameKind ? mergeJson(fallback, wire) : wire
}

/** A caller's settings as on the wire, with no default under them. */
function given(asked: Settings | null | undefined): JsonObject | null | undefined {
  return asked === null || asked === undefined ? asked : toSnakeCaseKeys(asked)
}

function withoutUndefined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}

/** The session with its fields checked, or what is wrong with it and where (`audio.output.speed`). */
export function decodeSession(
  session: unknown,
):
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly param: string; readonly problem: string } {
  const result = v.safeParse(SessionSchema, session)
  if (result.success) return { ok: true, session: result.output }
  const issue = result.issues[0]
  return { ok: false, param: v.getDotPath(issue) ?? 'session', problem: issue.message }
}
