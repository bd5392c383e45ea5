import * as v from 'valibot'
import { JsonObjectSchema } from '../json-object-schema.js'
import { RealtimeVersionSchema } from './codex-methods.js'

const text = v.string()
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const orNull = <S extends v.GenericSchema>(schema: S) => v.nullable(schema)

/** Where a task stands, with its end when it has come. Times in milliseconds since 1970, here and below. */
export const TaskViewSchema = v.object({
  taskId: text,
  /** As people say it: task 1, task 2. */
  number: count,
  /** The request. */
  input: text,
  phase: v.picklist([
    'accepted',
    'running',
    'needs-approval',
    'needs-input',
    'finished',
    'failed',
    'cancelled',
    'timed-out',
  ]),
  acceptedAtMs: v.number(),
  isCancelling: v.boolean(),
  result: orNull(text),
  error: orNull(text),
})
export type TaskView = v.InferOutput<typeof TaskViewSchema>

const ApprovalAnswerSchema = v.object({
  decision: v.picklist(['granted', 'denied']),
  /** `voice`, `screen`, `expiry`, `task-ended`, `journal`; there may be more. */
  by: text,
  atMs: v.number(),
  /** Whose screen it was, where it was one of this gateway's clients. */
  clientName: orNull(text),
})
export type ApprovalAnswerView = v.InferOutput<typeof ApprovalAnswerSchema>

/** What exactly will happen, as far as the agent tells. What is too long is cut and says so. */
const PermissionDetailsSchema = v.object({
  command: v.optional(text),
  workingDirectory: v.optional(text),
  paths: v.optional(v.array(text)),
  /** Unified diff. */
  diff: v.optional(text),
  /** In the agent's own words. */
  reason: v.optional(text),
})
export type PermissionDetailsView = v.InferOutput<typeof PermissionDetailsSchema>

export const ApprovalViewSchema = v.object({
  taskId: text,
  permissionId: text,
  toolKind: text,
  /** At most 1,000 characters; `details` say more. */
  title: text,
  /** It reaches outside the task's folder. */
  isOutside: v.boolean(),
  details: orNull(PermissionDetailsSchema),
  /** `allow`, `deny`: a rule has answered; nobody was asked. */
  way: v.picklist(['allow', 'voice', 'screen', 'deny']),
  phase: v.picklist(['asked', 'heard', 'granted', 'denied', 'expired']),
  askedAtMs: v.number(),
  expiresAtMs: v.number(),
  answer: orNull(ApprovalAnswerSchema),
})
export type ApprovalView = v.InferOutput<typeof ApprovalViewSchema>

/** A question of an agent that waits for words. */
export const QuestionViewSchema = v.object({
  taskId: text,
  questionId: text,
  question: text,
  /** Answers to choose from; others are as good. */
  choices: v.array(text),
  /** Show no letter of the answer; it cannot be given by voice. */
  isSecret: v.boolean(),
  /** `screen`: no voice asks it. */
  way: v.picklist(['voice', 'screen']),
})
export type QuestionView = v.InferOutput<typeof QuestionViewSchema>

export const DeliveryViewSchema = v.object({
  deliveryId: text,
  /** Empty for `speech`, which belongs to no task. */
  taskId: text,
  kind: v.picklist(['result', 'update', 'question', 'inquiry', 'speech']),
  phase: v.picklist(['pending', 'sent', 'spoken', 'heard', 'missed']),
  text: orNull(text),
  /** A screen has shown it and somebody has said so. */
  isAcknowledged: v.boolean(),
})
export type DeliveryView = v.InferOutput<typeof DeliveryViewSchema>

export const UsageViewSchema = v.object({
  responseCount: count,
  transcriptionCount: count,
  totalTokens: count,
  byModel: JsonObjectSchema,
  cost: v.object({ amount: v.number(), currency: text, pricedAt: text, unpricedModels: v.array(text) }),
  budget: v.picklist(['within', 'passed']),
})
export type UsageView = v.InferOutput<typeof UsageViewSchema>

export const VoiceViewSchema = v.object({
  sessionId: text,
  version: RealtimeVersionSchema,
  phase: v.picklist(['connecting', 'open']),
})
export type VoiceView = v.InferOutput<typeof VoiceViewSchema>

const TranscriptEntrySchema = v.object({
  role: v.picklist(['user', 'assistant']),
  text,
  itemId: orNull(text),
  startMs: v.number(),
  endMs: v.number(),
  isInterrupted: v.boolean(),
  heardText: orNull(text),
})

/** Everything that a screen needs to begin with. Events after `sequence` change it. */
export const ConversationViewSchema = v.object({
  conversationId: text,
  createdAtMs: v.number(),
  sequence: count,
  voice: orNull(VoiceViewSchema),
  microphone: v.object({ isOwner: v.boolean(), isTaken: v.boolean() }),
  transcript: v.array(TranscriptEntrySchema),
  tasks: v.array(TaskViewSchema),
  approvals: v.array(ApprovalViewSchema),
  questions: v.array(QuestionViewSchema),
  deliveries: v.array(DeliveryViewSchema),
  usage: orNull(UsageViewSchema),
})
export type ConversationView = v.InferOutput<typeof ConversationViewSchema>

export const ConversationSummarySchema = v.object({
  conversationId: text,
  /** False: only its journal is there; `conversation/resume` brings it back. */
  isLive: v.boolean(),
  /** The first request in one short line. */
  title: orNull(text),
  createdAtMs: v.number(),
  openTaskCount: count,
  /** Results that wait for a voice. */
  undeliveredCount: count,
  hasVoice: v.boolean(),
})
export type ConversationSummary = v.InferOutput<typeof ConversationSummarySchema>
