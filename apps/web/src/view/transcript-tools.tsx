import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { TranscriptLine } from '../state/conversation-fold.js'
import type { Hands } from './page-context.js'
import { Icon } from './icons.js'
import { transcriptText } from './transcript-text.js'

const formats = [
  ['markdown', 'Markdown'],
  ['json', 'JSON'],
  ['webvtt', 'WebVTT'],
] as const

/** What can be done with all that was said. */
export function TranscriptTools({
  lines,
  conversationId,
  act,
}: Pick<Hands, 'act'> & { readonly lines: readonly TranscriptLine[]; readonly conversationId: string }): JSX.Element {
  const [isCopied, setCopied] = useState(false)
  const copy = (): void => {
    navigator.clipboard.writeText(transcriptText(lines)).then(
      () => {
        setCopied(true)
      },
      () => undefined,
    )
  }
  return (
    <div class="transcript-tools">
      <button type="button" class="button button-quiet" onClick={copy}>
        <Icon name={isCopied ? 'check' : 'copy'} /> {isCopied ? 'Copied' : 'Copy'}
      </button>
      <details class="menu">
        <summary class="button button-quiet">
          <Icon name="save" /> Save as
        </summary>
        <div class="menu-list">
          {formats.map(([format, name]) => (
            <button
              key={format}
              type="button"
              class="button button-quiet"
              onClick={(event) => {
                act({ type: 'export', conversationId, format })
                event.currentTarget.closest('details')?.removeAttribute('open')
              }}
            >
              {name}
            </button>
          ))}
        </div>
      </details>
    </div>
  )
}
