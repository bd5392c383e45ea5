import type { JSX } from 'preact'
import type { PageState } from '../state/page-state.js'
import { Icon } from './icons.js'
import type { Hands } from './page-context.js'

interface Props {
  readonly state: PageState
  readonly act: Hands['act']
}

export function PageHead({ state, act }: Props): JSX.Element {
  return (
    <header class="head">
      <h1 class="brand">
        <img src="/icon.svg" alt="" width="28" height="28" /> Parley
      </h1>
      <nav class="head-tools" aria-label="Page">
        {state.conversation !== undefined && (
          <button type="button" class="button button-quiet" onClick={() => act({ type: 'new-conversation' })}>
            <Icon name="plus" /> <span class="head-word">New</span>
          </button>
        )}
        <button
          type="button"
          class="button button-quiet"
          disabled={state.line.phase !== 'open'}
          onClick={() => act({ type: 'show-panel', panel: 'history' })}
        >
          <Icon name="history" /> <span class="head-word">Conversations</span>
        </button>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => act({ type: 'show-panel', panel: 'settings' })}
        >
          <Icon name="settings" /> <span class="head-word">Settings</span>
        </button>
      </nav>
    </header>
  )
}
