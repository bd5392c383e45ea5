import type { Approval, RestoredConversation, ShownEvent, Task } from '@parley/conversation'
import type { ApprovalView, DeliveryView, QuestionView, TaskView, UsageView } from '@parley/wire'

/** What a conversation's events have told so far, where the conversation itself keeps no list of it. */
export interface ConversationRecords {
  take(event: ShownEvent): void
  restore(restored: RestoredConversation): void
  readonly questions: readonly QuestionView[]
  forgetQuestion(taskId: string, questionId: string): void
  /** Texts come from the tasks. */
  deliveries(tasks: readonly Task[]): readonly DeliveryView[]
  /** False: there is no such delivery. */
  acknowledge(deliveryId: string): boolean
  readonly usage: UsageView | undefined
  /** Whose answer counted, by task and permission. */
  noteAnswer(taskId: string, permissionId: string, clientName: string): void
  toApprovalView(approval: Approval): ApprovalView
}

type KnownDelivery = Omit<DeliveryView, 'text' | 'isAcknowledged'> & { readonly text: string | undefined }

interface Kept {
  readonly questions: Map<string, QuestionView>
  readonly deliveries: Map<string, KnownDelivery>
  readonly acknowledged: Set<string>
  readonly answers: Map<string, string>
  usage: UsageView | undefined
}

export function createConversationRecords(): ConversationRecords {
  const kept: Kept = {
    questions: new Map(),
    deliveries: new Map(),
    acknowledged: new Set(),
    answers: new Map(),
    usage: undefined,
  }
  return {
    take: (event) => {
      takeEvent(kept, event)
    },
    restore({ deliveries }) {
      for (const { deliveryId, taskId, kind, phase, text } of deliveries) {
        kept.deliveries.set(deliveryId, { deliveryId, taskId, kind, phase, text })
      }
    },
    get questions() {
      return [...kept.questions.values()]
    },
    forgetQuestion: (taskId, questionId) => void kept.questions.delete(keyOf(taskId, questionId)),
    deliveries: (tasks) => [...kept.deliveries.values()].map((delivery) => toDeliveryView(delivery, tasks, kept)),
    acknowledge(deliveryId) {
      if (!kept.deliveries.has(deliveryId)) return false
      kept.acknowledged.add(deliveryId)
      return true
    },
    get usage() {
      return kept.usage
    },
    noteAnswer: (taskId, permissionId, clientName) => void kept.answers.set(keyOf(taskId, permissionId), clientName),
    toApprovalView: (approval) => toApprovalView(approval, kept.answers),
  }
}

function takeEvent(kept: Kept, event: ShownEvent): void {
  switch (event.type) {
    case 'question': {
      const { taskId, questionId, question, choices, isSecret } = event
      kept.questions.set(keyOf(taskId, questionId), { taskId, questionId, question, choices: [...choices], isSecret })
      return
    }
    case 'question-closed':
      kept.questions.delete(keyOf(event.taskId, event.questionId))
      return
    case 'task':
      if (!('result' in event)) return
      for (const [key, { taskId }] of kept.questions) if (taskId === event.taskId) kept.questions.delete(key)
      return
    case 'delivery': {
      const { deliveryId, taskId, kind, phase } = event
      const text = kept.deliveries.get(deliveryId)?.text
      kept.deliveries.set(deliveryId, { deliveryId, taskId, kind, phase, text })
      return
    }
    case 'usage':
      kept.usage = toUsageView(event)
      return
    default:
  }
}

function toUsageView(usage: Extract<ShownEvent, { readonly type: 'usage' }>): UsageView {
  const { responseCount, transcriptionCount, totalTokens, byModel, cost, budget } = usage
  const unpricedModels = [...cost.unpricedModels]
  return {
    responseCount,
    transcriptionCount,
    totalTokens,
    byModel: { ...byModel },
    cost: { ...cost, unpricedModels },
    budget,
  }
}

function toDeliveryView(delivery: KnownDelivery, tasks: readonly Task[], { acknowledged }: Kept): DeliveryView {
  const task = tasks.find(({ taskId }) => taskId === delivery.taskId)
  const result = delivery.kind === 'result' ? (task?.result ?? task?.error) : undefined
  const isAcknowledged = acknowledged.has(delivery.deliveryId)
  return { ...delivery, text: delivery.text ?? result ?? null, isAcknowledged }
}

function toApprovalView(approval: Approval, answers: ReadonlyMap<string, string>): ApprovalView {
  const { taskId, permissionId, toolKind, title, way, phase, askedAtMs, expiresAtMs, answer } = approval
  const clientName = answers.get(keyOf(taskId, permissionId)) ?? null
  return {
    ...{ taskId, permissionId, toolKind, title, way, phase, askedAtMs, expiresAtMs },
    answer:
      answer === undefined
        ? null
        : {
            ...{ decision: answer.decision, by: answer.by, atMs: answer.atMs },
            clientName: answer.by === 'screen' ? clientName : null,
          },
  }
}

export function toTaskView(task: Task): TaskView {
  const { taskId, number, input, phase, acceptedAtMs, isCancelling, result, error } = task
  return {
    ...{ taskId, number, input, phase, acceptedAtMs, isCancelling },
    ...{ result: result ?? null, error: error ?? null },
  }
}

export function isOpenTask({ phase }: Pick<Task, 'phase'>): boolean {
  return phase === 'accepted' || phase === 'running' || phase === 'needs-approval' || phase === 'needs-input'
}

/** No id holds a line feed by itself that could make two of them one. */
const keyOf = (taskId: string, id: string): string => JSON.stringify([taskId, id])
