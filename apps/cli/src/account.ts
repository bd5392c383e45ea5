import { decodeDelegation } from '@parley/wire'
import type { ConnectionPhaseEvent, ShownEvent } from '@parley/conversation'
import { describePermission, plainText } from './approvals/describe-permission.js'
import type { Style, Terminal } from './terminal.js'

/** Tells what happens in a conversation: as lines for a person, or as JSON for a program. */
export interface Account {
  note(text: string): void
  event(event: ShownEvent): void
  ended(ok: boolean, problem: string | undefined): void
}

/** One JSON object per line; the shapes are documented in docs/protocol/command-output.md. */
export function createJsonAccount(terminal: Terminal): Account {
  return {
    note: () => undefined,
    event: (event) => {
      const line = toJsonLine(event)
      if (line !== undefined) terminal.json(line)
    },
    ended: (ok, problem) => {
      terminal.json({ event: 'ended', ok, ...(problem === undefined ? {} : { problem }) })
    },
  }
}

function toJsonLine(event: ShownEvent): object | undefined {
  switch (event.type) {
    case 'transcript':
      return { event: 'transcript', role: event.role, text: event.text }
    case 'handoff':
      return { event: 'handoff', handoffId: event.handoffId, envelope: event.envelope, taskId: event.taskId }
    case 'task':
      return { event: 'task', taskId: event.taskId, phase: event.phase }
    case 'update':
      return { event: 'update', taskId: event.taskId, text: event.text }
    case 'reply':
      return { event: 'reply', text: event.text, audioMs: Math.round(event.audioMs) }
    case 'permission': {
      const { taskId, permissionId, toolKind, title, way, isOutside, details } = event
      return { event: 'permission', taskId, permissionId, toolKind, title, way, isOutside, details }
    }
    case 'permission-answered': {
      const { taskId, permissionId, decision, by } = event
      return { event: 'permission-answered', taskId, permissionId, decision, by }
    }
    case 'question': {
      const { taskId, questionId, question, choices, isSecret, way } = event
      return { event: 'question', taskId, questionId, question, choices, isSecret, way }
    }
    case 'question-closed':
      return { event: 'question-closed', taskId: event.taskId, questionId: event.questionId, by: event.by }
    case 'delivery':
      return { event: 'delivery', taskId: event.taskId, kind: event.kind, phase: event.phase }
    case 'error':
      return { event: 'error', message: event.message, ...(event.code === undefined ? {} : { code: event.code }) }
    case 'handoff-refused':
      return { event: 'error', message: event.reason }
    case 'connection':
      return toConnectionLine(event)
    default:
      return undefined
  }
}

/** Only a line that was lost: its beginning, and a successor that nobody hears, are no news. */
function toConnectionLine(event: ConnectionPhaseEvent): object | undefined {
  if (event.phase === 'connecting') return undefined
  if (event.phase !== 'connected') return { event: 'connection', phase: event.phase, reason: event.reason }
  return event.purpose === 'reconnect' ? { event: 'connection', phase: 'connected' } : undefined
}

/** A line per thing that happens, with the seconds since the start. */
export function createTextAccount(terminal: Terminal, now: () => number = () => performance.now()): Account {
  const startedMs = now()
  const line = (style: Style, who: string, text: string): void => {
    const seconds = ((now() - startedMs) / 1000).toFixed(1).padStart(6)
    const [first = '', ...rest] = text.trimEnd().split('\n')
    terminal.out(`${terminal.style('dim', `${seconds}s`)}  ${terminal.style(style, who.padEnd(10))} ${first}`)
    for (const more of rest) terminal.out(`${' '.repeat(20)}${more}`)
  }
  return {
    note: (text) => {
      line('dim', '·', text)
    },
    event: (event) => {
      tellEvent(event, line)
    },
    ended: (ok, problem) => {
      if (ok) line('green', 'done', 'the request was carried out and its result was spoken')
      else line('red', 'not done', problem ?? '')
    },
  }
}

function tellEvent(event: ShownEvent, line: (style: Style, who: string, text: string) => void): void {
  switch (event.type) {
    case 'transcript':
      if (event.text.trim() !== '')
        line(event.role === 'user' ? 'cyan' : 'magenta', speaker(event.role), `“${event.text}”`)
      break
    case 'handoff':
      line('yellow', 'handoff', handoffText(event))
      break
    case 'handoff-refused':
      line('red', 'handoff', event.reason)
      break
    case 'connection':
      tellConnection(event, line)
      break
    case 'task':
      line('yellow', `task ${String(event.number)}`, `${event.phase}${taskDetail(event)}`)
      break
    case 'update':
      line('dim', 'agent', event.text)
      break
    case 'permission':
      line('yellow', 'asks', permissionText(event))
      break
    case 'permission-answered':
      line('yellow', 'answer', `${event.decision} ${answererText(event.by)}`)
      break
    case 'question':
      line(
        'yellow',
        'question',
        plainText([event.question, ...event.choices.map((choice) => `- ${choice}`)].join('\n')),
      )
      break
    case 'question-closed':
      line('yellow', 'question', `closed by ${event.by}`)
      break
    case 'delivery':
      if (event.kind === 'result') line('yellow', 'result', event.phase)
      break
    case 'error':
      line('red', 'error', event.message)
      break
    case 'reply':
      line('dim', 'speech', `${(event.audioMs / 1000).toFixed(1)} s of audio${event.isCut ? ', interrupted' : ''}`)
      break
    default:
      break
  }
}

/** What the agent wants, and who can answer. */
function permissionText(event: Extract<ShownEvent, { readonly type: 'permission' }>): string {
  const lines = describePermission(event).map((text) => text.trim())
  return [...lines, wayText[event.way]].join('\n')
}

const wayText = {
  voice: '(the voice asks you)',
  screen: '(not by voice: answer at the keyboard, else it is denied in time)',
  allow: '(allowed by your rules)',
  deny: '(denied by your rules)',
} as const

function answererText(by: string): string {
  return by === 'expiry' ? 'because nobody has answered in time' : `by ${by}`
}

function tellConnection(event: ConnectionPhaseEvent, line: (style: Style, who: string, text: string) => void): void {
  if (event.phase === 'waiting') line('red', 'line', `lost: ${event.reason}`)
  else if (event.phase === 'given-up') line('red', 'line', `given up: ${event.reason}`)
  else if (event.phase === 'connected' && event.purpose === 'reconnect') line('green', 'line', 'there again')
}

function speaker(role: 'user' | 'assistant'): string {
  return role === 'user' ? 'you' : 'voice'
}

/** What the agent is asked, and what became of the request where it started nothing new. */
function handoffText(event: Extract<ShownEvent, { readonly type: 'handoff' }>): string {
  const input = decodeDelegation(event.envelope)?.input ?? event.envelope
  switch (event.disposition) {
    case 'start':
      return `“${input}”`
    case 'steer':
      return `“${input}” goes to the running task`
    case 'reply':
      return `“${input}” answers the question of the task`
    case 'duplicate':
      return `“${input}” is running already`
  }
}

function taskDetail(event: Extract<ShownEvent, { readonly type: 'task' }>): string {
  return 'error' in event && event.error !== undefined ? `: ${event.error}` : ''
}
