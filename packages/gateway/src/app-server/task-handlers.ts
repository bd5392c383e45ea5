import { ParleyError } from '@parley/wire'
import { findConversation } from './conversation-handlers.js'
import type { Handlers } from './session-context.js'

type TaskMethod = Extract<keyof Handlers, `${'task' | 'delivery' | 'usage'}/${string}`>

const done = { result: {} } as const

/** Parley's own methods about tasks, deliveries and usage. */
export const taskHandlers: Handlers<TaskMethod> = {
  'task/list': ({ conversationId }, context) => ({
    result: { tasks: [...findConversation(conversationId, context).tasks] },
  }),
  'task/read': ({ conversationId, taskId }, context) => {
    const conversation = findConversation(conversationId, context)
    const task = conversation.tasks.find((each) => each.taskId === taskId)
    if (task === undefined) throw new ParleyError('refused', `There is no task ${taskId} in this conversation.`)
    const isOfTask = (each: { readonly taskId: string }): boolean => each.taskId === taskId
    const questions = conversation.questions.filter(isOfTask)
    const approvals = conversation.approvals.filter(isOfTask)
    const deliveries = conversation.deliveries.filter(isOfTask)
    return { result: { task, approvals, questions, deliveries } }
  },
  'task/cancel': ({ conversationId, taskId }, context) => {
    findConversation(conversationId, context).cancelTask(taskId)
    return done
  },
  'task/steer': ({ conversationId, taskId, text }, context) => {
    findConversation(conversationId, context).steerTask(context.client, taskId, text)
    return done
  },
  'task/answer': ({ conversationId, taskId, permissionId, decision }, context) => {
    const conversation = findConversation(conversationId, context)
    return { result: conversation.answerPermission(context.client, taskId, permissionId, decision) }
  },
  'task/reply': ({ conversationId, taskId, questionId, text }, context) => {
    findConversation(conversationId, context).replyTo(context.client, taskId, questionId, text)
    return done
  },
  'delivery/list': ({ conversationId }, context) => ({
    result: { deliveries: [...findConversation(conversationId, context).deliveries] },
  }),
  'delivery/acknowledge': async ({ conversationId, deliveryId }, context) => {
    await findConversation(conversationId, context).acknowledge(context.client, deliveryId)
    return done
  },
  'usage/read': ({ conversationId }, context) => ({
    result: { usage: findConversation(conversationId, context).usage ?? null },
  }),
}
