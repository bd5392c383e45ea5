import * as v from 'valibot'
import {
  ApprovalViewSchema,
  DeliveryViewSchema,
  QuestionViewSchema,
  TaskViewSchema,
  UsageViewSchema,
} from './conversation-views.js'
import type { MethodSchema } from './method-schema.js'

const text = v.string()
const id = v.pipe(text, v.minLength(1), v.maxLength(512))
const conversation = { conversationId: v.pipe(text, v.minLength(1), v.maxLength(200)) }
const task = { ...conversation, taskId: id }
const words = v.pipe(text, v.minLength(1), v.maxLength(100_000))
const nothing = v.object({})

/** Parley's own methods about the work, its results and what it costs. */
export const taskMethods = {
  'task/list': { params: v.object(conversation), result: v.object({ tasks: v.array(TaskViewSchema) }) },
  'task/read': {
    params: v.object(task),
    result: v.object({
      task: TaskViewSchema,
      approvals: v.array(ApprovalViewSchema),
      questions: v.array(QuestionViewSchema),
      deliveries: v.array(DeliveryViewSchema),
    }),
  },
  'task/cancel': { params: v.object(task), result: nothing },
  'task/steer': { params: v.object({ ...task, text: words }), result: nothing },
  /** The first answer counts. `isAccepted: false`: the approval shows which one did, and whose it was. */
  'task/answer': {
    params: v.object({ ...task, permissionId: id, decision: v.picklist(['granted', 'denied']) }),
    result: v.object({ isAccepted: v.boolean(), approval: ApprovalViewSchema }),
  },
  'task/reply': { params: v.object({ ...task, questionId: id, text: words }), result: nothing },
  'delivery/list': {
    params: v.object(conversation),
    result: v.object({ deliveries: v.array(DeliveryViewSchema) }),
  },
  'delivery/acknowledge': { params: v.object({ ...conversation, deliveryId: id }), result: nothing },
  'usage/read': { params: v.object(conversation), result: v.object({ usage: v.nullable(UsageViewSchema) }) },
} as const satisfies Readonly<Record<string, MethodSchema>>
