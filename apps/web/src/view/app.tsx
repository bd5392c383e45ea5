import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { PageState } from '../state/page-state.js'
import { CallBar } from './call-bar.js'
import { askCount, openTaskCount } from './call-words.js'
import { HistoryPanel } from './history-panel.js'
import { useHoldToTalk } from './hold-to-talk.js'
import { NoEntry } from './no-entry.js'
import { Notices } from './notices.js'
import type { Hands } from './page-context.js'
import { PageHead } from './page-head.js'
import { SettingsPanel } from './settings-panel.js'
import { TaskList } from './task-list.js'
import { TranscriptTools } from './transcript-tools.js'
import { TranscriptView } from './transcript-view.js'
import { Welcome } from './welcome.js'

interface Props {
  readonly state: PageState
  readonly hands: Hands
}

/** The whole page for a state. */
export function App({ state, hands }: Props): JSX.Element {
  useHoldToTalk(hands.act, state.isCallWanted)
  if (state.line.phase === 'no-token' || state.line.phase === 'refused') {
    return <NoEntry isWrong={state.line.phase === 'refused'} />
  }
  const { act } = hands
  return (
    <>
      <PageHead state={state} act={act} />
      <Columns state={state} hands={hands} />
      {state.panel === 'history' && <HistoryPanel state={state} act={act} />}
      {state.panel === 'settings' && <SettingsPanel state={state} act={act} />}
    </>
  )
}

/** Side by side where there is room; one at a time on a phone. */
function Columns({ state, hands }: Props): JSX.Element {
  const [shown, setShown] = useState<'talk' | 'tasks'>('talk')
  const asks = askCount(state)
  const count = openTaskCount(state)
  const note = asks > 0 ? `${asks} asks you` : count > 0 ? `${count} at work` : ''
  return (
    <main class="columns" data-shown={shown}>
      <div class="switch" role="group" aria-label="Show">
        <button type="button" class="switch-part" aria-pressed={shown === 'talk'} onClick={() => setShown('talk')}>
          Talk
        </button>
        <button type="button" class="switch-part" aria-pressed={shown === 'tasks'} onClick={() => setShown('tasks')}>
          Tasks {note !== '' && <span class="badge">{note}</span>}
        </button>
      </div>
      <div class="talk">
        <Said state={state} hands={hands} />
        <Notices notices={state.notices} act={hands.act} />
        <CallBar state={state} hands={hands} />
      </div>
      <TaskList state={state} act={hands.act} />
    </main>
  )
}

function Said({ state: { conversation }, hands: { act } }: Props): JSX.Element {
  const lines = conversation?.feed.fold.transcript ?? []
  const captions = conversation?.captions ?? []
  if (conversation === undefined || (lines.length === 0 && captions.length === 0)) return <Welcome />
  return (
    <>
      <TranscriptTools lines={lines} conversationId={conversation.conversationId} act={act} />
      <TranscriptView lines={lines} captions={captions} />
    </>
  )
}
