import type { JSX } from 'preact'
import { isOpenApproval, isOpenTask } from '../state/conversation-fold.js'
import type { ConversationFold, TaskCard as Task } from '../state/conversation-fold.js'
import { ApprovalCard } from './approval-card.js'
import { Composer } from './composer.js'
import { DeliveryBadge } from './delivery-badge.js'
import { elapsedText } from './elapsed.js'
import { Icon } from './icons.js'
import type { Hands } from './page-context.js'
import { QuestionCard } from './question-card.js'
import { RichText } from './rich-text.js'
import { TaskWork } from './task-work.js'

export const phaseWords: Readonly<Record<Task['phase'], string>> = {
  accepted: 'accepted',
  running: 'working',
  'needs-approval': 'asks you',
  'needs-input': 'asks you',
  finished: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  'timed-out': 'took too long',
}

interface Props {
  readonly task: Task
  readonly fold: ConversationFold
  readonly nowMs: number
  readonly isInCall: boolean
  readonly act: Hands['act']
}

/** One task: what was asked, how it goes, what it wants and what came of it. */
export function TaskCard({ task, fold, nowMs, isInCall, act }: Props): JSX.Element {
  const { taskId, number, input, phase, isCancelling, progress } = task
  const isOpen = isOpenTask(task)
  const approvals = fold.approvals.filter((each) => each.taskId === taskId)
  const questions = fold.questions.filter((each) => each.taskId === taskId)
  return (
    <article class="task" data-phase={phase} aria-label={`Task ${number}`}>
      <header class="task-head">
        <h3 class="task-title">{input === '' ? `Task ${number}` : input}</h3>
        <p class="task-meta">
          <span class="badge" data-phase={phase}>
            {isCancelling && isOpen ? 'being cancelled' : phaseWords[phase]}
          </span>{' '}
          <span class="task-time">{timeText(task, nowMs)}</span>
        </p>
      </header>
      {approvals.filter(isOpenApproval).map((approval) => (
        <ApprovalCard key={approval.permissionId} approval={approval} nowMs={nowMs} act={act} />
      ))}
      {questions.map((question) => (
        <QuestionCard key={question.questionId} question={question} act={act} />
      ))}
      {isOpen && progress !== undefined && <p class="task-progress">{progress}</p>}
      <TaskResult task={task} fold={fold} isInCall={isInCall} act={act} />
      <TaskWork task={task} />
      {approvals
        .filter((approval) => !isOpenApproval(approval))
        .map((approval) => (
          <ApprovalCard key={approval.permissionId} approval={approval} nowMs={nowMs} act={act} />
        ))}
      {isOpen && <TaskControls task={task} act={act} />}
    </article>
  )
}

function timeText({ acceptedAtMs, endedAtMs, number, phase }: Task, nowMs: number): string {
  const endMs = isOpenTask({ phase }) ? nowMs : endedAtMs
  const name = number === 0 ? '' : `task ${number}`
  if (endMs === undefined || acceptedAtMs === 0) return name
  return `${name}, ${elapsedText(endMs - acceptedAtMs)}`
}

function TaskResult({ task, fold, isInCall, act }: Omit<Props, 'nowMs'>): JSX.Element | null {
  if (isOpenTask(task)) return null
  const delivery = fold.deliveries.findLast((each) => each.taskId === task.taskId && each.kind === 'result')
  return (
    <>
      {task.error !== null && (
        <p class="task-error">
          <Icon name="warning" /> {task.error}
        </p>
      )}
      {task.result !== null && task.result !== '' && <RichText text={task.result} />}
      {delivery !== undefined && <DeliveryBadge delivery={delivery} isInCall={isInCall} act={act} />}
    </>
  )
}

function TaskControls({ task: { taskId, number, isCancelling }, act }: Pick<Props, 'task' | 'act'>): JSX.Element {
  return (
    <div class="task-controls">
      <Composer
        isReady={!isCancelling}
        send={(text) => act({ type: 'steer', taskId, text })}
        label={`Tell task ${number} more`}
        placeholder="Tell it more …"
      />
      <button
        type="button"
        class="button button-quiet"
        disabled={isCancelling}
        onClick={() => act({ type: 'cancel-task', taskId })}
        aria-label={`Cancel task ${number}`}
      >
        <Icon name="close" /> Cancel
      </button>
    </div>
  )
}
