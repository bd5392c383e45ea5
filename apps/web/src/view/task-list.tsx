import type { JSX } from 'preact'
import { isOpenTask } from '../state/conversation-fold.js'
import type { PageState } from '../state/page-state.js'
import { Icon } from './icons.js'
import type { Hands } from './page-context.js'
import { TaskCard } from './task-card.js'
import { UsageLine } from './usage-line.js'

interface Props {
  readonly state: PageState
  readonly act: Hands['act']
}

/** All tasks of the conversation: open ones first, then the newest. */
export function TaskList({ state, act }: Props): JSX.Element {
  const fold = state.conversation?.feed.fold
  const tasks = fold === undefined ? [] : fold.tasks.toReversed()
  const sorted = [...tasks.filter(isOpenTask), ...tasks.filter((task) => !isOpenTask(task))]
  return (
    <section class="tasks" aria-labelledby="tasks-title">
      <h2 id="tasks-title" class="section-title">
        Tasks
      </h2>
      {state.agent?.isReady === false && (
        <p class="warning">
          <Icon name="warning" /> Your agent cannot be started: {state.agent.detail}. Install it, or choose another with{' '}
          <code>parley agents</code>.
        </p>
      )}
      {sorted.length === 0 && <p class="empty">What your agent does for you stands here, with all it finds.</p>}
      {fold !== undefined &&
        sorted.map((task) => (
          <TaskCard
            key={task.taskId}
            task={task}
            fold={fold}
            nowMs={state.nowMs}
            isInCall={state.isCallWanted && fold.voice === 'on'}
            act={act}
          />
        ))}
      {fold?.usage !== undefined && <UsageLine usage={fold.usage} />}
    </section>
  )
}
