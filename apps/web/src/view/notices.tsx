import type { JSX } from 'preact'
import type { Notice } from '../state/page-state.js'
import { Icon } from './icons.js'
import type { Hands } from './page-context.js'

/** Sentences that the user should see once. */
export function Notices({ notices, act }: Pick<Hands, 'act'> & { readonly notices: readonly Notice[] }): JSX.Element {
  return (
    <div class="notices" role="alert">
      {notices.map(({ noticeId, tone, text }) => (
        <p key={noticeId} class="notice" data-tone={tone}>
          {tone === 'problem' && <Icon name="warning" />}
          <span>{text}</span>
          <button
            type="button"
            class="button button-icon button-quiet"
            aria-label="Dismiss"
            onClick={() => act({ type: 'dismiss', noticeId })}
          >
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  )
}
