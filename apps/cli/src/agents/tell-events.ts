import type { AgentEvent, PermissionDecision, RunEnded } from '@parley/conversation'
import { describePermission, plainText } from '../approvals/describe-permission.js'
import type { Style, Terminal } from '../terminal.js'

/** What an agent does while it works, a line or more for each event. */
export function tellEvent(event: AgentEvent, decision: PermissionDecision | undefined, terminal: Terminal): void {
  const line = (style: Style, who: string, text: string): void => {
    const [first = '', ...rest] = plainText(text).trimEnd().split('\n')
    terminal.out(`${terminal.style(style, who.padEnd(10))} ${first}`)
    for (const more of rest) terminal.out(`${' '.repeat(11)}${more}`)
  }
  switch (event.type) {
    case 'update':
      line('cyan', event.channel === 'speakable' ? 'says' : 'agent', event.text)
      break
    case 'progress':
      line('dim', 'progress', event.text)
      break
    case 'plan':
      line('dim', 'plan', event.steps.map(({ status, text }) => `${planMarks[status]} ${text}`).join('\n'))
      break
    case 'tool-started':
      line('yellow', 'tool', `${event.title ?? event.name}${event.kind === undefined ? '' : ` (${event.kind})`}`)
      break
    case 'tool-ended':
      if (event.outcome === 'failed') line('red', 'tool', 'failed')
      break
    case 'permission-requested':
      if (decision === undefined) break
      line(
        'yellow',
        'asks',
        describePermission(event)
          .map((text) => text.trim())
          .join('\n'),
      )
      line(
        'yellow',
        'answer',
        decision === 'granted' ? 'granted by your rules' : 'denied: your rules do not allow it unasked',
      )
      break
    case 'needs-input':
      line('yellow', 'question', [event.question, ...(event.choices ?? []).map((choice) => `- ${choice}`)].join('\n'))
      break
    default:
      break
  }
}

const planMarks = { pending: '·', running: '▸', done: '✓' } as const

/** How it ended: the result, and what a voice would have said of it. */
export function tellEnd(ended: RunEnded, terminal: Terminal): void {
  const mark = ended.outcome === 'finished' ? terminal.style('green', 'finished') : terminal.style('red', ended.outcome)
  const error = ended.outcome === 'finished' ? '' : (ended.error ?? '')
  terminal.out(`${mark}${error === '' ? '' : `  ${plainText(error)}`}`)
  if (ended.outcome === 'finished' && ended.result.trim() !== '') terminal.out(plainText(ended.result).trimEnd())
}
