import { whyNotSteered } from '@parley/conversation'
import type { AgentQuestion, Approval, PermissionDecision } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { AnsweredApproval, Asker, HostedConversation } from './hosted-conversation.js'
import type { HostedParts } from './hosted-parts.js'

/** What clients do to the work of one conversation. */
export function taskActions(parts: HostedParts) {
  const { records, publish, options } = parts
  const checkTask = (taskId: string): void => {
    const isKnown = parts.core?.conversation.tasks.some((task) => task.taskId === taskId) ?? false
    if (!isKnown) throw new ParleyError('refused', `There is no task ${taskId} in this conversation.`)
  }
  return {
    cancelTask: (taskId) => {
      checkTask(taskId)
      parts.core?.conversation.cancelTask(taskId)
    },
    steerTask: ({ name }, taskId, text) => {
      checkTask(taskId)
      const conversation = parts.core?.conversation
      if (conversation === undefined) return
      const reason = whyNotSteered(conversation, taskId, text)
      // Told to the conversation also when it cannot be done: all screens see that somebody tried.
      conversation.steerTask(taskId, text)
      if (reason !== undefined) throw new ParleyError('refused', `The guidance was not taken: ${reason}.`)
      publish({ type: 'task-steered', taskId, text, clientName: name })
    },
    answerPermission: (asker, taskId, permissionId, decision) => answer(parts, asker, taskId, permissionId, decision),
    replyTo: ({ name }, taskId, questionId, text) => {
      checkTask(taskId)
      const conversation = parts.core?.conversation
      const question = conversation?.questions.findLast(
        (each) => each.taskId === taskId && each.questionId === questionId,
      )
      // Told to the conversation also when it comes too late: all screens see whose answer counted.
      conversation?.replyToQuestion(taskId, questionId, text)
      if (question?.phase !== 'open') throw new ParleyError('refused', whyNotOpen(taskId, questionId, question))
      // The words themselves may be a secret.
      publish({ type: 'question-answered', taskId, questionId, clientName: name })
    },
    acknowledge: async ({ name }, deliveryId) => {
      const delivery = records.deliveries(undefined).find((each) => each.deliveryId === deliveryId)
      if (delivery === undefined)
        throw new ParleyError('refused', `There is no delivery ${deliveryId} in this conversation.`)
      if (delivery.isAcknowledged) return
      const { taskId, kind } = delivery
      await options.journal.append({
        ...{ kind: 'delivery', recordId: `delivery:${deliveryId}:acknowledged`, atMs: options.clock.now() },
        ...{ deliveryId, taskId, deliveryKind: kind, phase: 'heard' },
      })
      records.acknowledge(deliveryId)
      publish({ type: 'delivery-acknowledged', deliveryId, taskId, clientName: name })
    },
  } satisfies Partial<HostedConversation>
}

function whyNotOpen(taskId: string, questionId: string, question: AgentQuestion | undefined): string {
  if (question === undefined) return `Task ${taskId} has asked no question ${questionId}.`
  return `The question ${questionId} of task ${taskId} is not open any more.`
}

function answer(
  parts: HostedParts,
  { name }: Asker,
  taskId: string,
  permissionId: string,
  decision: PermissionDecision,
): AnsweredApproval {
  const { core, records } = parts
  const find = (): Approval => {
    const approval = core?.conversation.approvals.find(
      (each) => each.taskId === taskId && each.permissionId === permissionId,
    )
    if (approval !== undefined) return approval
    throw new ParleyError('refused', `Task ${taskId} has asked for no permission ${permissionId}.`)
  }
  const wasAnswered = find().answer !== undefined
  // Told to the conversation also when it comes too late: its log shows that somebody tried.
  core?.conversation.answerPermission(taskId, permissionId, decision)
  const isAccepted = !wasAnswered && find().answer?.by === 'screen'
  if (isAccepted) records.noteAnswer(taskId, permissionId, name)
  return { isAccepted, approval: records.toApprovalView(find()) }
}
