import type { ConversationView } from '@parley/wire'
import type { JSX } from 'preact'
import { foldFromView } from '../state/conversation-fold.js'
import { momentText } from './elapsed.js'
import type { Hands } from './page-context.js'
import { RichText } from './rich-text.js'
import { phaseWords } from './task-card.js'
import { TranscriptTools } from './transcript-tools.js'
import { TranscriptView } from './transcript-view.js'

interface Props {
  readonly view: ConversationView
  readonly nowMs: number
  readonly act: Hands['act']
}

/** A conversation of before, to be read. Nothing here changes it. */
export function ReadingView({ view, nowMs, act }: Props): JSX.Element {
  const { conversationId, createdAtMs } = view
  const { transcript, tasks } = foldFromView(view)
  return (
    <div class="reading">
      <p class="reading-tools">
        <span>{momentText(createdAtMs, nowMs)}</span>
        <button type="button" class="button" onClick={() => act({ type: 'leave-reading' })}>
          Back to the list
        </button>
        <button
          type="button"
          class="button button-strong"
          onClick={() => act({ type: 'resume-conversation', conversationId })}
        >
          Go on with it
        </button>
      </p>
      <TranscriptTools lines={transcript} conversationId={conversationId} act={act} />
      {transcript.length === 0 && <p class="empty">No words of it are kept.</p>}
      {transcript.length > 0 && <TranscriptView lines={transcript} captions={[]} />}
      {tasks.map((task) => (
        <article key={task.taskId} class="task" aria-label={`Task ${task.number}`}>
          <h3 class="task-title">{task.input}</h3>
          <p class="task-meta">
            <span class="badge" data-phase={task.phase}>
              {phaseWords[task.phase]}
            </span>
          </p>
          {task.error !== null && <p class="task-error">{task.error}</p>}
          {task.result !== null && task.result !== '' && <RichText text={task.result} />}
        </article>
      ))}
    </div>
  )
}
