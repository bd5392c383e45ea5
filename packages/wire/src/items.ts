import * as v from 'valibot'

/**
 * Conversation items as both dialects carry them. Tolerant on purpose: a server may add fields and part types, and
 * an item that we do not understand must still keep its place in the conversation.
 */
const text = v.nullish(v.string())

export const ContentPartSchema = v.looseObject({
  type: v.string(),
  text,
  /** base64 */
  audio: text,
  transcript: text,
  image_url: text,
  detail: text,
})
export type ContentPart = v.InferOutput<typeof ContentPartSchema>

const base = {
  id: text,
  object: text,
  status: text,
}

export const MessageItemSchema = v.looseObject({
  ...base,
  type: v.literal('message'),
  role: v.picklist(['user', 'assistant', 'system', 'developer']),
  content: v.array(ContentPartSchema),
})
export type MessageItem = v.InferOutput<typeof MessageItemSchema>

export const FunctionCallItemSchema = v.looseObject({
  ...base,
  type: v.literal('function_call'),
  name: v.string(),
  /** JSON text; servers send it as it was generated, so it may be invalid. */
  arguments: v.string(),
  call_id: text,
})
export type FunctionCallItem = v.InferOutput<typeof FunctionCallItemSchema>

export const FunctionCallOutputItemSchema = v.looseObject({
  ...base,
  type: v.literal('function_call_output'),
  call_id: v.string(),
  output: v.string(),
})
export type FunctionCallOutputItem = v.InferOutput<typeof FunctionCallOutputItemSchema>

const McpApprovalRequestItemSchema = v.looseObject({
  ...base,
  type: v.literal('mcp_approval_request'),
  server_label: v.string(),
  name: v.string(),
  arguments: v.string(),
})

const McpApprovalResponseItemSchema = v.looseObject({
  ...base,
  type: v.literal('mcp_approval_response'),
  approval_request_id: v.string(),
  approve: v.boolean(),
  reason: text,
})

const McpCallItemSchema = v.looseObject({
  ...base,
  type: v.literal('mcp_call'),
  server_label: v.string(),
  name: v.string(),
  arguments: v.string(),
  approval_request_id: text,
  output: text,
  error: v.nullish(v.unknown()),
})

const McpListToolsItemSchema = v.looseObject({
  ...base,
  type: v.literal('mcp_list_tools'),
  server_label: v.string(),
  tools: v.array(v.unknown()),
})

/** Every item kind of the GA protocol, checked; what a client may create. */
export const KnownItemSchema = v.variant('type', [
  MessageItemSchema,
  FunctionCallItemSchema,
  FunctionCallOutputItemSchema,
  McpListToolsItemSchema,
  McpCallItemSchema,
  McpApprovalRequestItemSchema,
  McpApprovalResponseItemSchema,
])
export type KnownItem = v.InferOutput<typeof KnownItemSchema>

/** Any item a server may send: only its outline is checked. */
export const WireItemSchema = v.looseObject({ ...base, type: v.string() })
export type WireItem = v.InferOutput<typeof WireItemSchema>

/** The item with its fields checked, or `undefined` when its kind is unknown or it is malformed. */
export function decodeKnownItem(item: unknown): KnownItem | undefined {
  const result = v.safeParse(KnownItemSchema, item)
  return result.success ? result.output : undefined
}

/** The words of a message item: text parts and transcripts of audio parts, in order, joined by a space. */
export function textFromMessage(item: MessageItem): string {
  return item.content
    .map((part) => part.text || part.transcript || '')
    .filter((part) => part !== '')
    .join(' ')
}
