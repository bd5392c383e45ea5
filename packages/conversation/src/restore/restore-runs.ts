import type { ApprovalRecord, JournalRecord, QuestionRecord } from '../journal.js'
import type { Task } from '../task-machine.js'

export interface RestoredRuns {
  /** Of open tasks that nobody has ended: under which id an agent of which name can go on with it. */
  readonly runs: Readonly<Record<string, { readonly agent: string; readonly resumeId: string }>>
  /** What was asked and not answered: nobody waits for the answer any more. */
  readonly openApprovals: readonly ApprovalRecord[]
  readonly openQuestions: readonly QuestionRecord[]
  /** The highest number that a name in the journal has. */
  readonly nameCount: number
}

/** What the records say of runs that died with their process, and of what they had asked. */
export function restoreRuns(records: readonly JournalRecord[], tasks: readonly Task[]): RestoredRuns {
  const open = new Set(tasks.flatMap(({ taskId, phase }) => (phase === 'accepted' ? [taskId] : [])))
  const approvals = new Map<string, ApprovalRecord>()
  const questions = new Map<string, QuestionRecord>()
  const runs = new Map<string, { readonly agent: string; readonly resumeId: string }>()
  const cancelling = new Set<string>()
  for (const record of records) {
    if (record.kind === 'approval') approvals.set(record.approvalId, record)
    if (record.kind === 'question') questions.set(record.key, record)
    if (record.kind === 'task-cancelling') cancelling.add(record.taskId)
    if (record.kind === 'run') runs.set(record.taskId, { agent: record.agent, resumeId: record.resumeId })
  }
  return {
    runs: Object.fromEntries([...runs].filter(([taskId]) => open.has(taskId) && !cancelling.has(taskId))),
    openApprovals: [...approvals.values()].filter(({ phase }) => phase === 'asked'),
    openQuestions: [...questions.values()].filter(({ phase }) => phase === 'asked'),
    nameCount: records.reduce((highest, record) => Math.max(highest, nameOf(record)), 0),
  }
}

/** The number at the end of a name that was given with `nextName`. */
function nameOf(record: JournalRecord): number {
  switch (record.kind) {
    case 'approval':
      return lastNumber(record.approvalId)
    case 'question':
      return lastNumber(record.key)
    case 'delivery':
      return record.deliveryKind === 'update' || record.deliveryKind === 'speech' ? lastNumber(record.deliveryId) : 0
    case 'handoff':
      return record.from === 'screen' ? lastNumber(record.handoffId) : 0
    default:
      return 0
  }
}

function lastNumber(name: string): number {
  return Number(/:(\d{1,15})$/.exec(name)?.[1] ?? 0)
}
