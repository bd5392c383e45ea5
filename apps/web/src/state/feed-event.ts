import * as v from 'valibot'

const text = v.string()
const ofTask = { taskId: text }
const maybe = v.optional(v.nullable(text))
const toolKind = v.fallback(
  v.picklist(['read', 'search', 'think', 'edit', 'move', 'delete', 'execute', 'network', 'other']),
  'other',
)
const count = v.fallback(v.number(), 0)

const PlanStepSchema = v.object({ text, status: v.fallback(v.picklist(['pending', 'running', 'done']), 'pending') })

const PermissionDetailsSchema = v.object({
  command: v.optional(text),
  workingDirectory: v.optional(text),
  paths: v.optional(v.array(text)),
  diff: v.optional(text),
  reason: v.optional(text),
})

const ActivitySchema = v.variant('type', [
  v.object({ type: v.literal('progress'), text }),
  v.object({ type: v.literal('plan'), steps: v.array(PlanStepSchema) }),
  v.object({ type: v.literal('tool-started'), toolId: text, name: text, title: maybe, kind: v.optional(toolKind) }),
  v.object({ type: v.literal('tool-ended'), toolId: text, outcome: v.picklist(['succeeded', 'failed']) }),
  v.object({ type: v.literal('diff'), diff: text }),
  v.object({ type: v.literal('usage'), inputTokens: v.optional(v.number()), outputTokens: v.optional(v.number()) }),
])

const TaskPhaseSchema = v.picklist([
  ...(['accepted', 'running', 'needs-approval', 'needs-input'] as const),
  ...(['finished', 'failed', 'cancelled', 'timed-out'] as const),
])

/** The events of a conversation that the page shows, as far as it needs them. */
export const FeedEventSchema = v.variant('type', [
  v.object({ type: v.literal('transcript'), role: v.picklist(['user', 'assistant']), text, itemId: maybe }),
  v.object({
    ...{ type: v.literal('handoff'), ...ofTask, envelope: text },
    disposition: v.picklist(['start', 'steer', 'reply', 'duplicate']),
  }),
  v.object({ type: v.literal('task'), ...ofTask, number: count, phase: TaskPhaseSchema, result: maybe, error: maybe }),
  v.object({ type: v.literal('update'), ...ofTask, text }),
  v.object({ type: v.literal('activity'), ...ofTask, activity: ActivitySchema }),
  v.object({
    ...{ type: v.literal('permission'), ...ofTask, permissionId: text, toolKind, title: text },
    isOutside: v.fallback(v.boolean(), false),
    details: v.optional(PermissionDetailsSchema),
    way: v.picklist(['allow', 'voice', 'screen', 'deny']),
    expiresAtMs: v.number(),
  }),
  v.object({
    ...{ type: v.literal('permission-answered'), ...ofTask, permissionId: text },
    ...{ decision: v.picklist(['granted', 'denied']), by: text, clientName: maybe },
  }),
  v.object({
    ...{ type: v.literal('question'), ...ofTask, questionId: text, question: text },
    ...{ choices: v.fallback(v.array(text), []), isSecret: v.fallback(v.boolean(), false) },
    way: v.fallback(v.picklist(['voice', 'screen']), 'screen'),
  }),
  v.object({ type: v.literal('question-closed'), ...ofTask, questionId: text }),
  v.object({ type: v.literal('question-answered'), ...ofTask, questionId: text }),
  v.object({ type: v.literal('heard-until'), itemId: text, text }),
  v.object({ type: v.literal('playback-resumed'), itemId: text }),
  v.object({
    ...{ type: v.literal('delivery'), ...ofTask, deliveryId: text },
    kind: v.picklist(['result', 'update', 'question', 'inquiry']),
    phase: v.picklist(['pending', 'sent', 'spoken', 'heard', 'missed']),
  }),
  v.object({ type: v.literal('delivery-acknowledged'), deliveryId: text }),
  v.object({ type: v.literal('task-steered'), ...ofTask, text, clientName: maybe }),
  v.object({ type: v.literal('handoff-refused'), reason: text }),
  v.object({
    ...{ type: v.literal('usage'), responseCount: count, transcriptionCount: count, totalTokens: count },
    cost: v.object({
      ...{ amount: v.number(), currency: text, pricedAt: text },
      unpricedModels: v.fallback(v.array(text), []),
    }),
    budget: v.picklist(['within', 'passed']),
  }),
  v.object({ type: v.literal('correction'), text }),
  v.object({ type: v.literal('connection'), phase: v.picklist(['connecting', 'connected', 'waiting', 'given-up']) }),
  v.object({ type: v.literal('voice-started') }),
  v.object({ type: v.literal('voice-ended'), reason: text }),
  v.object({ type: v.literal('voice-error'), message: text }),
  v.object({ type: v.literal('error'), message: text }),
  v.object({ type: v.literal('microphone'), clientName: v.nullable(text) }),
  v.object({ type: v.literal('budget-passed'), text }),
  v.object({ type: v.literal('conversation-ended') }),
  v.object({ type: v.literal('closed'), reason: text }),
])

export type PageFeedEvent = v.InferOutput<typeof FeedEventSchema>
export type PlanStep = v.InferOutput<typeof PlanStepSchema>
export type TaskPhase = v.InferOutput<typeof TaskPhaseSchema>
export type Activity = v.InferOutput<typeof ActivitySchema>

/** What a page shows of an event; `undefined` for one that it does not know, which changes nothing. */
export function toFeedEvent(event: unknown): PageFeedEvent | undefined {
  const parsed = v.safeParse(FeedEventSchema, event)
  return parsed.success ? parsed.output : undefined
}
