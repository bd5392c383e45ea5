import { decodeDelegation } from '@parley/wire'
import type { ApprovalView } from '@parley/wire'
import { newTask } from './conversation-fold.js'
import type { ConversationFold, TaskCard } from './conversation-fold.js'
import { foldActivity } from './fold-activity.js'
import type { PageFeedEvent } from './feed-event.js'
import { foldTranscript } from './fold-transcript.js'

/** One numbered event of a conversation. */
export interface FeedEntry {
  readonly sequence: number
  readonly atMs: number
  readonly event: PageFeedEvent
}

type EventOf<T extends PageFeedEvent['type']> = Extract<PageFeedEvent, { readonly type: T }>

/** What one event changes. */
export function foldEvent(fold: ConversationFold, entry: FeedEntry): ConversationFold {
  const { event, atMs } = entry
  switch (event.type) {
    case 'transcript':
    case 'heard-until':
    case 'playback-resumed':
      return { ...fold, transcript: foldTranscript(fold.transcript, event, entry.sequence) }
    case 'handoff':
      return foldHandoff(fold, event, atMs)
    case 'task':
      return foldTask(fold, event, atMs)
    case 'permission':
      return foldPermission(fold, event, atMs)
    case 'permission-answered':
      return foldAnswer(fold, event, atMs)
    case 'question': {
      const { taskId, questionId, question, choices, isSecret, way } = event
      const others = withoutQuestion(fold, event)
      return { ...fold, questions: [...others, { taskId, questionId, question, choices, isSecret, way }] }
    }
    case 'question-closed':
    case 'question-answered':
      return { ...fold, questions: withoutQuestion(fold, event) }
    case 'delivery':
      return foldDelivery(fold, event)
    case 'delivery-acknowledged':
      return {
        ...fold,
        deliveries: fold.deliveries.map((each) =>
          each.deliveryId === event.deliveryId ? { ...each, isAcknowledged: true } : each,
        ),
      }
    case 'usage': {
      const { type: _, ...usage } = event
      return { ...fold, usage }
    }
    default:
      return foldDetail(foldVoice(fold, event), entry)
  }
}

/** What a view does not tell of an event that it covers: the course of the work. */
export function foldDetail(fold: ConversationFold, { event, atMs }: FeedEntry): ConversationFold {
  switch (event.type) {
    case 'update':
      return changeTask(fold, event.taskId, (task) => ({ updates: [...task.updates, event.text].slice(-200) }))
    case 'activity':
      return changeTask(fold, event.taskId, (task) => foldActivity(task, event.activity))
    case 'task-steered': {
      const guidance = { text: event.text, clientName: event.clientName ?? undefined }
      return changeTask(fold, event.taskId, (task) => ({ guidance: [...task.guidance, guidance] }))
    }
    case 'task':
      return isEnd(event) ? changeTask(fold, event.taskId, () => ({ endedAtMs: atMs })) : fold
    default:
      return fold
  }
}

function foldVoice(fold: ConversationFold, event: PageFeedEvent): ConversationFold {
  switch (event.type) {
    case 'voice-started':
      return { ...fold, voice: 'on', voiceProblem: undefined }
    case 'voice-ended':
      return { ...fold, voice: 'off' }
    case 'voice-error':
      return { ...fold, voiceProblem: event.message }
    case 'connection':
      if (fold.voice === 'on' && event.phase === 'waiting') return { ...fold, voice: 'reconnecting' }
      return fold.voice === 'reconnecting' && event.phase === 'connected' ? { ...fold, voice: 'on' } : fold
    case 'microphone':
      return { ...fold, microphone: event.clientName ?? undefined }
    case 'conversation-ended':
    case 'closed':
      return { ...fold, hasEnded: true, voice: 'off' }
    default:
      return fold
  }
}

function changeTask(
  fold: ConversationFold,
  taskId: string,
  change: (task: TaskCard) => Partial<TaskCard>,
): ConversationFold {
  const known = fold.tasks.some((task) => task.taskId === taskId)
  const tasks = known ? fold.tasks : [...fold.tasks, { ...newTask, taskId }]
  return { ...fold, tasks: tasks.map((task) => (task.taskId === taskId ? { ...task, ...change(task) } : task)) }
}

function foldHandoff(fold: ConversationFold, event: EventOf<'handoff'>, atMs: number): ConversationFold {
  const input = decodeDelegation(event.envelope)?.input ?? event.envelope
  if (event.disposition === 'start') {
    return changeTask(fold, event.taskId, () => ({ input, acceptedAtMs: atMs }))
  }
  if (event.disposition !== 'steer') return fold
  return changeTask(fold, event.taskId, (task) => ({
    guidance: [...task.guidance, { text: input, clientName: undefined }],
  }))
}

function foldTask(fold: ConversationFold, event: EventOf<'task'>, atMs: number): ConversationFold {
  const { taskId, number, phase, result, error } = event
  const changed = changeTask(fold, taskId, (task) => ({
    ...{ number, phase, acceptedAtMs: task.acceptedAtMs === 0 ? atMs : task.acceptedAtMs },
    ...(isEnd(event) ? { result: result ?? null, error: error ?? null, endedAtMs: atMs, isCancelling: false } : {}),
  }))
  if (!isEnd(event)) return changed
  return { ...changed, questions: changed.questions.filter((each) => each.taskId !== taskId) }
}

function isEnd({ phase }: EventOf<'task'>): boolean {
  return phase === 'finished' || phase === 'failed' || phase === 'cancelled' || phase === 'timed-out'
}

const isSame = (
  one: { readonly taskId: string; readonly permissionId: string },
  other: { readonly taskId: string; readonly permissionId: string },
): boolean => one.taskId === other.taskId && one.permissionId === other.permissionId

function foldPermission(fold: ConversationFold, event: EventOf<'permission'>, askedAtMs: number): ConversationFold {
  const { taskId, permissionId, toolKind, title, way, expiresAtMs, isOutside } = event
  const asked: ApprovalView = {
    ...{ taskId, permissionId, toolKind, title, way, phase: 'asked', askedAtMs, expiresAtMs, answer: null },
    ...{ isOutside, details: event.details ?? null },
  }
  return { ...fold, approvals: [...fold.approvals.filter((each) => !isSame(each, event)), asked] }
}

function foldAnswer(fold: ConversationFold, event: EventOf<'permission-answered'>, atMs: number): ConversationFold {
  const { decision, by } = event
  const clientName = event.clientName ?? null
  const phase = by === 'expiry' ? 'expired' : decision
  return {
    ...fold,
    approvals: fold.approvals.map((each) =>
      isSame(each, event) ? { ...each, phase, answer: { decision, by, atMs, clientName } } : each,
    ),
  }
}

function withoutQuestion(
  { questions }: ConversationFold,
  { taskId, questionId }: { readonly taskId: string; readonly questionId: string },
): ConversationFold['questions'] {
  return questions.filter((each) => each.taskId !== taskId || each.questionId !== questionId)
}

function foldDelivery(fold: ConversationFold, event: EventOf<'delivery'>): ConversationFold {
  const { deliveryId, taskId, kind, phase } = event
  const known = fold.deliveries.find((each) => each.deliveryId === deliveryId)
  const changed = { text: null, isAcknowledged: false, ...known, deliveryId, taskId, kind, phase }
  const deliveries =
    known === undefined
      ? [...fold.deliveries, changed]
      : fold.deliveries.map((each) => (each === known ? changed : each))
  return { ...fold, deliveries }
}
