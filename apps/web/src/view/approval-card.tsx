import type { ApprovalView } from '@parley/wire'
import type { JSX } from 'preact'
import { isOpenApproval } from '../state/conversation-fold.js'
import { DiffView } from './diff-view.js'
import { elapsedText } from './elapsed.js'
import { Icon } from './icons.js'
import type { Hands } from './page-context.js'

const kinds: Readonly<Record<string, string>> = {
  read: 'reads',
  search: 'searches',
  think: 'thinks',
  edit: 'changes files',
  move: 'moves files',
  delete: 'deletes',
  execute: 'runs a command',
  network: 'leaves this machine',
  other: 'does something that it does not describe',
}

interface Props {
  readonly approval: ApprovalView
  readonly nowMs: number
  readonly act: Hands['act']
}

/** What an agent wants to do, exactly, and the two answers. */
export function ApprovalCard({ approval, nowMs, act }: Props): JSX.Element {
  if (!isOpenApproval(approval)) return <SettledApproval approval={approval} />
  const { taskId, permissionId, toolKind, title, isOutside, way, expiresAtMs } = approval
  const answer = (decision: 'granted' | 'denied') => (): void => act({ type: 'answer', taskId, permissionId, decision })
  return (
    <section class="ask" aria-label={`Permission: ${title}`}>
      <h4 class="ask-title">
        <Icon name="warning" /> May I? {title}
      </h4>
      <p class="ask-kind">
        This {kinds[toolKind] ?? kinds['other']}
        {isOutside ? ', outside of the folder of the task' : ''}.
      </p>
      <ApprovalDetails approval={approval} />
      <div class="ask-answers">
        <button type="button" class="button button-strong" onClick={answer('granted')}>
          <Icon name="check" /> Allow
        </button>
        <button type="button" class="button" onClick={answer('denied')}>
          <Icon name="close" /> Deny
        </button>
        <span class="ask-note">
          {way === 'screen' ? 'Can be allowed here only. ' : 'Or say yes or no. '}
          Denied by itself in {elapsedText(expiresAtMs - nowMs)}.
        </span>
      </div>
    </section>
  )
}

function ApprovalDetails({ approval: { details } }: { readonly approval: ApprovalView }): JSX.Element | null {
  if (details === null) return null
  const { command, workingDirectory, paths = [], diff, reason } = details
  return (
    <dl class="ask-details">
      {command !== undefined && (
        <>
          <dt>Command</dt>
          <dd>
            <pre class="command" tabIndex={0}>
              {command}
            </pre>
          </dd>
        </>
      )}
      {workingDirectory !== undefined && (
        <>
          <dt>In</dt>
          <dd>
            <code>{workingDirectory}</code>
          </dd>
        </>
      )}
      {paths.length > 0 && (
        <>
          <dt>Files</dt>
          <dd>
            {paths.map((path) => (
              <code key={path} class="path">
                {path}
              </code>
            ))}
          </dd>
        </>
      )}
      {reason !== undefined && (
        <>
          <dt>Because</dt>
          <dd>{reason}</dd>
        </>
      )}
      {diff !== undefined && (
        <>
          <dt>Change</dt>
          <dd>
            <DiffView diff={diff} label="What will be changed" />
          </dd>
        </>
      )}
    </dl>
  )
}

const answerers: Readonly<Record<string, string>> = {
  voice: 'by voice',
  policy: 'by a rule',
  expiry: 'since nobody answered',
  agent: 'the agent did not wait',
  'task-ended': 'the task had ended',
  restart: 'the gateway was restarted',
  journal: 'the answer could not be recorded',
}

function SettledApproval({ approval: { title, phase, answer } }: { readonly approval: ApprovalView }): JSX.Element {
  const isGranted = phase === 'granted'
  const by = answer?.clientName == null ? (answerers[answer?.by ?? ''] ?? 'on a screen') : `by ${answer.clientName}`
  return (
    <p class="settled">
      <Icon name={isGranted ? 'check' : 'close'} /> {isGranted ? 'Allowed' : 'Denied'} {by}: {title}
    </p>
  )
}
