import * as v from 'valibot'
import { KnownItemSchema, WireItemSchema } from '../../items.js'
import { JsonObjectSchema } from '../../json-object-schema.js'

const count = v.nullish(v.number())

const InputTokenDetailsSchema = v.looseObject({
  text_tokens: count,
  audio_tokens: count,
  image_tokens: count,
  /** A subset of the input, not an addition to it. */
  cached_tokens: count,
  cached_tokens_details: v.nullish(v.looseObject({ text_tokens: count, audio_tokens: count, image_tokens: count })),
})

/** What a response cost, in tokens. */
export const UsageSchema = v.looseObject({
  total_tokens: count,
  input_tokens: count,
  output_tokens: count,
  input_token_details: v.nullish(InputTokenDetailsSchema),
  output_token_details: v.nullish(v.looseObject({ text_tokens: count, audio_tokens: count })),
})
export type Usage = v.InferOutput<typeof UsageSchema>

/** Why a response ended as it did: `reason` is `turn_detected`, `client_cancelled`, `max_output_tokens`, `content_filter`. */
const StatusDetailsSchema = v.looseObject({
  type: v.nullish(v.string()),
  reason: v.nullish(v.string()),
  error: v.nullish(v.looseObject({ type: v.nullish(v.string()), code: v.nullish(v.string()) })),
})

/** A field that is taken for absent when it has another form: what a reader can do without spoils no event. */
export function lenient<const S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.nullish(schema), undefined)
}

/** The `response` of `response.created` and `response.done`. */
export const ResponseSchema = v.looseObject({
  id: v.nullish(v.string()),
  object: lenient(v.string()),
  status: lenient(v.string()),
  status_details: lenient(StatusDetailsSchema),
  output: lenient(v.array(WireItemSchema)),
  conversation_id: lenient(v.string()),
  output_modalities: lenient(v.array(v.string())),
  max_output_tokens: lenient(v.union([v.number(), v.string()])),
  metadata: lenient(JsonObjectSchema),
  usage: lenient(UsageSchema),
})
export type Response = v.InferOutput<typeof ResponseSchema>

/** A whole item, or a pointer to one in the conversation. */
const InputItemSchema = v.union([v.looseObject({ type: v.literal('item_reference'), id: v.string() }), KnownItemSchema])

/** `response` of `response.create`: settings for this one response. */
export const ResponseOptionsSchema = v.looseObject({
  /** `auto` = the session's conversation, `none` = out of band. */
  conversation: v.nullish(v.string()),
  input: v.nullish(v.array(InputItemSchema)),
  instructions: v.nullish(v.string()),
  output_modalities: v.nullish(v.pipe(v.array(v.picklist(['audio', 'text'])), v.length(1))),
  audio: v.nullish(v.looseObject({ output: v.nullish(v.looseObject({ voice: v.nullish(v.unknown()) })) })),
  max_output_tokens: v.nullish(v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.literal('inf')])),
  metadata: v.nullish(JsonObjectSchema),
  tools: v.nullish(v.array(v.looseObject({ type: v.string() }))),
  tool_choice: v.nullish(v.union([v.string(), v.looseObject({ type: v.string() })])),
  parallel_tool_calls: v.nullish(v.boolean()),
  prompt: v.nullish(v.unknown()),
  reasoning: v.nullish(v.unknown()),
})
export type ResponseOptions = v.InferOutput<typeof ResponseOptionsSchema>
