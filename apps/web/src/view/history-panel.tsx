import type { ConversationSummary } from '@parley/wire'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { PageState } from '../state/page-state.js'
import { momentText } from './elapsed.js'
import type { Hands } from './page-context.js'
import { ReadingView } from './reading-view.js'
import { Sheet } from './sheet.js'

interface Props {
  readonly state: PageState
  readonly act: Hands['act']
}

/** Conversations of before: to be found, read and gone on with. */
export function HistoryPanel({ state, act }: Props): JSX.Element {
  const [wanted, setWanted] = useState('')
  const { history, reading, nowMs, conversation } = state
  const close = (): void => act({ type: 'show-panel', panel: 'none' })
  if (reading !== undefined) {
    return (
      <Sheet key="reading" title="Conversation" onClose={close}>
        <ReadingView view={reading} nowMs={nowMs} act={act} />
      </Sheet>
    )
  }
  const found = (history ?? []).filter(({ title }) => (title ?? '').toLowerCase().includes(wanted.toLowerCase()))
  return (
    <Sheet key="list" title="Conversations" onClose={close}>
      <input
        type="search"
        class="field"
        aria-label="Find a conversation"
        placeholder="Find …"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {history === undefined && <p class="empty">Looking …</p>}
      {history !== undefined && found.length === 0 && (
        <p class="empty">{wanted === '' ? 'There is none yet.' : `None is called “${wanted}”.`}</p>
      )}
      <ul class="history">
        {found.map((summary) => (
          <li key={summary.conversationId}>
            <button
              type="button"
              class="history-item"
              onClick={() =>
                act(
                  summary.conversationId === conversation?.conversationId
                    ? { type: 'show-panel', panel: 'none' }
                    : { type: 'read-conversation', conversationId: summary.conversationId },
                )
              }
            >
              <strong>{summary.title ?? 'Nothing was asked yet'}</strong>
              <span>{summaryText(summary, nowMs, summary.conversationId === conversation?.conversationId)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function summaryText(
  { createdAtMs, openTaskCount, undeliveredCount, hasVoice }: ConversationSummary,
  nowMs: number,
  isOpenHere: boolean,
): string {
  return [
    momentText(createdAtMs, nowMs),
    ...(isOpenHere ? ['open here'] : []),
    ...(hasVoice ? ['connected'] : []),
    ...(openTaskCount === 0 ? [] : [`${openTaskCount} at work`]),
    ...(undeliveredCount === 0 ? [] : [`${undeliveredCount} not told yet`]),
  ].join(' · ')
}
