import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { TranscriptLine } from '../state/conversation-fold.js'
import type { Caption } from '../state/page-state.js'
import { Icon } from './icons.js'

interface Props {
  readonly lines: readonly TranscriptLine[]
  readonly captions: readonly Caption[]
}

/** So near to the end a reader follows what comes. */
const NEAR_END_PX = 80

/** What was said, the newest at the end, as in a chat. */
export function TranscriptView({ lines, captions }: Props): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  const spoken = captions.reduce((count, { text }) => count + text.length, lines.length)
  useLayoutEffect(() => {
    const element = list.current
    if (element !== null && isFollowing) element.scrollTop = element.scrollHeight
  }, [spoken, isFollowing])
  return (
    <div class="transcript-frame">
      <div
        class="transcript"
        ref={list}
        role="log"
        aria-label="Transcript"
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END_PX)
        }
      >
        <ol class="said-list">
          {lines.map((line) => (
            <Line key={line.key} line={line} />
          ))}
          {captions
            .filter(({ text }) => text !== '')
            .map(({ captionId, role, text }) => (
              <li key={captionId} class={`said said-${role} said-live`} aria-hidden="true">
                <p>{text}</p>
              </li>
            ))}
        </ol>
      </div>
      {!isFollowing && (
        <button type="button" class="button to-newest" onClick={() => setFollowing(true)}>
          <Icon name="down" /> Newest
        </button>
      )}
    </div>
  )
}

function Line({
  line: { role, text, isInterrupted, heardText },
}: {
  readonly line: TranscriptLine
}): JSX.Element | null {
  if (text.trim() === '' && (heardText ?? '') === '') return null
  const heard = isInterrupted && heardText !== undefined && text.startsWith(heardText) ? heardText : text
  const rest = text.slice(heard.length)
  return (
    <li class={`said said-${role}`}>
      <span class="visually-hidden">{role === 'user' ? 'You: ' : 'Parley: '}</span>
      <p>
        {heard}
        {rest !== '' && (
          <>
            <span class="visually-hidden"> (not heard: </span>
            <span class="unheard">{rest}</span>
            <span class="visually-hidden">)</span>
          </>
        )}
      </p>
      {isInterrupted && <span class="said-note">interrupted here</span>}
    </li>
  )
}
