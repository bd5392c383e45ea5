import * as v from 'valibot'
import { JsonObjectSchema } from '../json-object-schema.js'

const text = v.string()
const orNull = <S extends v.GenericSchema>(schema: S) => v.nullable(schema)

/** A conversation in the words of Codex's app server, as far as a voice client reads it. Times in seconds. */
export const ThreadSchema = v.object({
  id: text,
  sessionId: text,
  preview: text,
  ephemeral: v.boolean(),
  projectId: orNull(text),
  historyMode: v.literal('legacy'),
  modelProvider: text,
  model: orNull(text),
  createdAt: v.number(),
  updatedAt: v.number(),
  recencyAt: orNull(v.number()),
  status: v.object({ type: v.literal('idle') }),
  path: v.null(),
  cwd: text,
  cliVersion: text,
  originator: orNull(text),
  source: v.literal('appServer'),
  name: orNull(text),
  gitInfo: v.null(),
  turns: v.array(JsonObjectSchema),
})
export type Thread = v.InferOutput<typeof ThreadSchema>

/** Approvals of Parley's agents are always asked; what a client wants of Codex's own sandbox is not ours to promise. */
export const ThreadStartResultSchema = v.object({
  thread: ThreadSchema,
  model: text,
  modelProvider: text,
  serviceTier: v.null(),
  cwd: text,
  runtimeWorkspaceRoots: v.array(text),
  instructionSources: v.array(text),
  approvalPolicy: v.literal('on-request'),
  approvalsReviewer: v.literal('user'),
  sandbox: v.object({ type: v.literal('readOnly'), networkAccess: v.literal(false) }),
  reasoningEffort: v.null(),
})
export type ThreadStartResult = v.InferOutput<typeof ThreadStartResultSchema>
