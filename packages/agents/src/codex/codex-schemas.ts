import * as v from 'valibot'

/** Ids of requests, theirs and ours. */
export const requestIdSchema = v.union([v.string(), v.number()])
export type CodexRequestId = v.InferOutput<typeof requestIdSchema>

/** Absent, null and undefined are the same to us. */
const maybe = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.optional(
    v.pipe(
      v.nullable(schema),
      v.transform((value) => value ?? undefined),
    ),
  )
const optionalText = maybe(v.string())
const ofTurn = { threadId: v.string(), turnId: v.string() }

const changeSchema = v.object({
  path: v.string(),
  kind: v.object({ type: v.string(), move_path: optionalText }),
  diff: v.string(),
})
export type CodexChange = v.InferOutput<typeof changeSchema>

const itemSchema = v.union([
  v.object({ type: v.literal('agentMessage'), id: v.string(), text: v.string(), phase: optionalText }),
  v.object({ type: v.literal('reasoning'), id: v.string(), summary: v.array(v.string()) }),
  v.object({
    type: v.literal('commandExecution'),
    ...{ id: v.string(), command: v.string(), status: v.string(), exitCode: maybe(v.number()) },
  }),
  v.object({
    type: v.literal('fileChange'),
    ...{ id: v.string(), status: v.string(), changes: v.array(changeSchema) },
  }),
  v.object({
    type: v.literal('mcpToolCall'),
    ...{ id: v.string(), status: v.string(), server: v.string(), tool: v.string() },
  }),
  v.object({ type: v.literal('webSearch'), id: v.string(), query: v.string() }),
  v.object({ type: v.literal('imageView'), id: v.string(), path: v.string() }),
  v.object({
    type: v.picklist(['dynamicToolCall', 'collabAgentToolCall', 'imageGeneration']),
    ...{ id: v.string(), status: v.optional(v.string()), tool: v.optional(v.string()) },
  }),
  v.object({ type: v.literal('contextCompaction'), id: v.string() }),
])
export type CodexItem = v.InferOutput<typeof itemSchema>

const turnErrorSchema = v.object({
  message: v.string(),
  codexErrorInfo: v.optional(v.unknown()),
  additionalDetails: optionalText,
})
export type CodexTurnError = v.InferOutput<typeof turnErrorSchema>

const turnItemsSchema = v.fallback(v.array(v.fallback(v.nullable(itemSchema), null)), [])
const turnSchema = v.object({
  id: v.string(),
  status: v.string(),
  error: maybe(turnErrorSchema),
  items: turnItemsSchema,
})
export type CodexTurn = v.InferOutput<typeof turnSchema>

const tokensSchema = v.object({ inputTokens: v.number(), outputTokens: v.number() })
export type CodexTokens = v.InferOutput<typeof tokensSchema>

/** What we want to know of what Codex tells; every other notification is none of our business. */
export const notificationSchemas = {
  'item/started': v.object({ ...ofTurn, item: itemSchema }),
  'item/completed': v.object({ ...ofTurn, item: itemSchema }),
  'item/agentMessage/delta': v.object({ ...ofTurn, itemId: v.string(), delta: v.string() }),
  'item/commandExecution/outputDelta': v.object({ ...ofTurn, itemId: v.string(), delta: v.string() }),
  'turn/started': v.object({ threadId: v.string(), turn: turnSchema }),
  'turn/completed': v.object({ threadId: v.string(), turn: turnSchema }),
  'turn/plan/updated': v.object({ ...ofTurn, plan: v.array(v.object({ step: v.string(), status: v.string() })) }),
  'turn/diff/updated': v.object({ ...ofTurn, diff: v.string() }),
  'thread/tokenUsage/updated': v.object({ ...ofTurn, tokenUsage: v.object({ total: tokensSchema }) }),
  error: v.object({ ...ofTurn, error: turnErrorSchema, willRetry: v.boolean() }),
  configWarning: v.object({ summary: v.string(), details: optionalText, path: optionalText }),
  'serverRequest/resolved': v.object({ requestId: requestIdSchema }),
}

const fileSystemSchema = v.looseObject({
  read: maybe(v.array(v.string())),
  write: maybe(v.array(v.string())),
  entries: maybe(v.array(v.unknown())),
})
const permissionsSchema = v.object({
  network: maybe(v.looseObject({ enabled: maybe(v.boolean()) })),
  fileSystem: maybe(fileSystemSchema),
})
export type CodexPermissions = v.InferOutput<typeof permissionsSchema>

const questionSchema = v.object({
  id: v.string(),
  question: v.string(),
  isSecret: v.optional(v.boolean(), false),
  options: maybe(v.array(v.object({ label: v.string() }))),
})
export type CodexQuestion = v.InferOutput<typeof questionSchema>

/** What Codex asks of us, and what of it we use. */
export const requestSchemas = {
  'item/commandExecution/requestApproval': v.object({
    itemId: v.string(),
    kind: v.optional(v.string()),
    reason: optionalText,
    command: optionalText,
    cwd: optionalText,
    networkApprovalContext: maybe(v.object({ host: v.string(), protocol: v.string() })),
    additionalPermissions: maybe(permissionsSchema),
  }),
  'item/fileChange/requestApproval': v.object({ itemId: v.string(), reason: optionalText, grantRoot: optionalText }),
  'item/permissions/requestApproval': v.object({
    cwd: optionalText,
    reason: optionalText,
    permissions: permissionsSchema,
  }),
  'item/tool/requestUserInput': v.object({ questions: v.array(questionSchema) }),
  'mcpServer/elicitation/request': v.object({
    serverName: v.string(),
    mode: v.string(),
    message: v.optional(v.string()),
    requestedSchema: v.optional(v.unknown()),
  }),
  'currentTime/read': v.looseObject({}),
  execCommandApproval: v.object({ command: v.array(v.string()), cwd: optionalText, reason: optionalText }),
  applyPatchApproval: v.object({
    fileChanges: v.record(v.string(), v.looseObject({ type: v.optional(v.string()) })),
    reason: optionalText,
    grantRoot: optionalText,
  }),
}
