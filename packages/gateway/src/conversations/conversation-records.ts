import type {
  AgentQuestion,
  Approval,
  Conversation,
  PermissionDetails,
  RestoredConversation,
  ShownEvent,
  Task,
} from '@parley/conversation'
import type { ApprovalView, DeliveryView, PermissionDetailsView, QuestionView, TaskView, UsageView } from '@parley/wire'

/** What a conversation's events have told so far, where the conversation itself keeps no list of it. */
export interface ConversationRecords {
  take(event: ShownEvent): void
  restore(restored: RestoredConversation): void
  /** Texts come from what the conversation knows now; `undefined` = it has not begun. */
  deliveries(conversation: TextSource | undefined): readonly DeliveryView[]
  /** False: there is no such delivery. */
  acknowledge(deliveryId: string): boolean
  readonly usage: UsageView | undefined
  /** Whose answer counted, by task and permission. */
  noteAnswer(taskId: string, permissionId: string, clientName: string): void
  toApprovalView(approval: Approval): ApprovalView
}

type TextSource = Pick<Conversation, 'tasks' | 'approvals' | 'questions'>
type KnownDelivery = Omit<DeliveryView, 'text' | 'isAcknowledged'> & { readonly text: string | undefined }

interface Kept {
  readonly deliveries: Map<string, KnownDelivery>
  readonly acknowledged: Set<string>
  readonly answers: Map<string, string>
  usage: UsageView | undefined
}

export function createConversationRecords(): ConversationRecords {
  const kept: Kept = {
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
    deliveries: (source) => [...kept.deliveries.values()].map((delivery) => toDeliveryView(delivery, source, kept)),
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

function toDeliveryView(delivery: KnownDelivery, source: TextSource | undefined, { acknowledged }: Kept): DeliveryView {
  const known = source === undefined ? undefined : textOf(delivery, source)
  const isAcknowledged = acknowledged.has(delivery.deliveryId)
  return { ...delivery, text: delivery.text ?? known ?? null, isAcknowledged }
}

/** What it is about, in full: the voice may say it shorter. */
function textOf(
  { kind, taskId, deliveryId }: KnownDelivery,
  { tasks, approvals, questions }: TextSource,
): string | undefined {
  switch (kind) {
    case 'result': {
      const task = tasks.find((each) => each.taskId === taskId)
      return task?.result ?? task?.error
    }
    case 'question':
      return approvals.find((each) => each.deliveryId === deliveryId)?.title
    case 'inquiry':
      return questions.find((each) => each.deliveryId === deliveryId)?.question
    case 'update':
    case 'speech':
      return undefined
  }
}

function toApprovalView(approval: Approval, answers: ReadonlyMap<string, string>): ApprovalView {
  const { taskId, permissionId, toolKind, title, isOutside, way, phase, askedAtMs, expiresAtMs, answer } = approval
  const clientName = answers.get(keyOf(taskId, permissionId)) ?? null
  return {
    ...{ taskId, permissionId, toolKind, title, isOutside, way, phase, askedAtMs, expiresAtMs },
    details: approval.details === undefined ? null : toDetailsView(approval.details),
    answer:
      answer === undefined
        ? null
        : {
            ...{ decision: answer.decision, by: answer.by, atMs: answer.atMs },
            clientName: answer.by === 'screen' ? clientName : null,
          },
  }
}

/** Bounded by the conversation. */
function toDetailsView({ paths, ...texts }: PermissionDetails): PermissionDetailsView {
  return { ...texts, ...(paths === undefined ? {} : { paths: [...paths] }) }
}

export function toQuestionView({ taskId, questionId, question, choices, isSecret, way }: AgentQuestion): QuestionView {
  return { taskId, questionId, question, choices: [...choices], isSecret, way }
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
