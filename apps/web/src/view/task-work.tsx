import type { JSX } from 'preact'
import type { TaskCard } from '../state/conversation-fold.js'
import { DiffView } from './diff-view.js'

const stepWords = { pending: 'to do', running: 'now', done: 'done' } as const
const toolWords = { running: 'running', succeeded: 'done', failed: 'failed' } as const

/** How the work went: plan, commands, changes, words. */
export function TaskWork({ task }: { readonly task: TaskCard }): JSX.Element {
  const { plan, tools, diff, updates, guidance } = task
  return (
    <>
      {plan.length > 0 && (
        <ol class="steps" aria-label="Plan">
          {plan.map(({ text, status }, index) => (
            <li key={index} data-status={status}>
              {text} <span class="step-word">{stepWords[status]}</span>
            </li>
          ))}
        </ol>
      )}
      {tools.length > 0 && (
        <details class="fold">
          <summary>Commands and tools ({tools.length})</summary>
          <ul class="tools">
            {tools.map(({ toolId, title, kind, outcome }) => (
              <li key={toolId} data-status={outcome}>
                <code>{title}</code>{' '}
                <span class="step-word">
                  {kind === 'other' ? '' : `${kind}, `}
                  {toolWords[outcome]}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {diff !== undefined && diff !== '' && (
        <details class="fold">
          <summary>What was changed</summary>
          <DiffView diff={diff} label="What was changed" />
        </details>
      )}
      {updates.length > 0 && (
        <details class="fold">
          <summary>What it said on the way ({updates.length})</summary>
          <ul class="updates">
            {updates.map((text, index) => (
              <li key={index}>{text}</li>
            ))}
          </ul>
        </details>
      )}
      {guidance.map(({ text, clientName }, index) => (
        <p key={index} class="guidance">
          Told{clientName === undefined ? '' : ` on ${clientName}`}: {text}
        </p>
      ))}
    </>
  )
}
