import type { RunEnded } from '../agent.js'
import type { Handoff } from '../conversation-state.js'
import type { Delivery, DeliveryPhase } from '../delivery-machine.js'
import type { DeliveryRecord, HandoffRecord, JournalRecord, TaskEndedRecord } from '../journal.js'
import type { Task } from '../task-machine.js'
import { endNote } from '../task-notes.js'
import { restoreRuns } from './restore-runs.js'
import type { RestoredRuns } from './restore-runs.js'

/** What a journal's records say of a conversation whose process is gone. */
export interface RestoredConversation extends RestoredRuns {
  /** In the order of their numbers. One that had not ended stands as `accepted`: it can be started again, or ended. */
  readonly tasks: readonly Task[]
  /** Requests that steered an open task, by task id: a run that starts again needs them too. */
  readonly guidance: Readonly<Record<string, readonly string[]>>
  /** Results. What was on its way is `pending` again; `heard` and `missed` stay. */
  readonly deliveries: readonly Delivery[]
  /** Deliveries of which the user may have heard a part already: a repeat should say that it is one. */
  readonly begunDeliveryIds: readonly string[]
  /** Calls that count as known: the same one again starts nothing. */
  readonly handoffs: readonly Handoff[]
}

/** Folds records, in the order of the journal, back into tasks and deliveries. Pure; unknown kinds are passed over. */
export function restoreConversation(records: readonly JournalRecord[]): RestoredConversation {
  const tasks = restoreTasks(records)
  const ends = records.filter((record) => record.kind === 'task-ended')
  const offers = records.filter((record): record is DeliveryRecord => record.kind === 'delivery')
  const phases = new Map(offers.map(({ deliveryId, phase }) => [deliveryId, phase]))
  const begun = new Set(
    offers.filter(({ phase }) => phase === 'sent' || phase === 'spoken').map(({ deliveryId }) => deliveryId),
  )
  const deliveries = ends.flatMap((ended) => {
    const task = tasks.find(({ taskId }) => taskId === ended.taskId)
    return task === undefined ? [] : restoreDelivery(task, ended, phases.get(deliveryIdOf(task)))
  })
  const begunDeliveryIds = deliveries
    .filter(({ phase }) => phase === 'pending')
    .map(({ deliveryId }) => deliveryId)
    .filter((deliveryId) => begun.has(deliveryId))
  return {
    tasks,
    guidance: restoreGuidance(records, tasks),
    deliveries,
    begunDeliveryIds,
    handoffs: restoreHandoffs(records),
    ...restoreRuns(records, tasks),
  }
}

function restoreTasks(records: readonly JournalRecord[]): readonly Task[] {
  const started = new Map<string, HandoffRecord>()
  const newest = new Map<string, string>()
  const ends = new Map<string, TaskEndedRecord>()
  for (const record of records) {
    if (record.kind === 'task-ended' && !ends.has(record.taskId)) ends.set(record.taskId, record)
    if (record.kind !== 'handoff') continue
    if (record.disposition === 'start' && !started.has(record.taskId)) started.set(record.taskId, record)
    // Output of a task is filed under calls of a voice.
    if (record.from !== 'screen') newest.set(record.taskId, record.handoffId)
  }
  return [...started.values()].map((record, index) => {
    const handoffId = newest.get(record.taskId) ?? record.handoffId
    return toTask(record, handoffId, index + 1, ends.get(record.taskId))
  })
}

function toTask(
  { taskId, input, envelope, atMs }: HandoffRecord,
  handoffId: string,
  number: number,
  ended: TaskEndedRecord | undefined,
): Task {
  const isCancelling = ended !== undefined && isAsked(ended)
  return {
    ...{ taskId, number, handoffId, input, envelope, acceptedAtMs: atMs, phase: ended?.outcome ?? 'accepted' },
    ...{ deadlineAtMs: undefined, isCancelling, permissionIds: [], questionIds: [], resumeId: undefined },
    ...{ result: ended?.result, error: ended?.error },
  }
}

/** A request that was to steer and became a task of its own is in the journal a second time, as that. */
function restoreGuidance(
  records: readonly JournalRecord[],
  tasks: readonly Task[],
): Readonly<Record<string, readonly string[]>> {
  const handoffs = records.filter((record) => record.kind === 'handoff')
  const own = new Set(handoffs.filter(({ disposition }) => disposition === 'start').map(({ handoffId }) => handoffId))
  const open = tasks.filter(({ phase }) => phase === 'accepted')
  const guidance = open.map(({ taskId }) => {
    const steering = handoffs.filter((record) => record.taskId === taskId && !own.has(record.handoffId))
    return [taskId, steering.map(({ envelope }) => envelope)] as const
  })
  return Object.fromEntries(guidance.filter(([, envelopes]) => envelopes.length > 0))
}

function restoreDelivery(task: Task, ended: TaskEndedRecord, phase: DeliveryPhase | undefined): readonly Delivery[] {
  // What the user has cancelled was never to be told.
  if (phase === undefined && isAsked(ended)) return []
  const text = ended.note ?? endNote(task, toRunEnded(ended), false)
  const at = phase === 'heard' || phase === 'missed' ? phase : 'pending'
  return [
    {
      ...{ deliveryId: deliveryIdOf(task), taskId: task.taskId, kind: 'result', text, phase: at, offers: 0 },
      ...{ isInConversation: false, sentAtMs: undefined, carrier: undefined },
    },
  ]
}

const isAsked = ({ outcome, note }: TaskEndedRecord): boolean => outcome === 'cancelled' && note === undefined

const deliveryIdOf = ({ taskId }: Task): string => `${taskId}:result`

function toRunEnded({ outcome, result, error }: TaskEndedRecord): RunEnded {
  if (outcome === 'finished') return { type: 'ended', outcome, result: result ?? '' }
  return {
    ...{ type: 'ended', outcome },
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
  }
}

function restoreHandoffs(records: readonly JournalRecord[]): readonly Handoff[] {
  const handoffs = new Map<string, Handoff>()
  for (const record of records) {
    if (record.kind !== 'handoff') continue
    const { handoffId, input, envelope, disposition } = record
    handoffs.set(handoffId, { phase: 'settled', handoffId, input, envelope, outcome: disposition })
  }
  return [...handoffs.values()]
}
