import type { ConversationSummary } from '@parley/gateway'
import type { Terminal } from '../terminal.js'
import type { StoredConversationDetails } from './stored-conversations.js'

export function tellConversations(summaries: readonly ConversationSummary[], terminal: Terminal): void {
  if (summaries.length === 0) terminal.out('no conversations yet')
  for (const summary of summaries) {
    const { conversationId, lastAtMs, title, problem } = summary
    const when = terminal.style('dim', timeOf(lastAtMs))
    const what = problem === undefined ? (title ?? '(nothing was asked yet)') : `cannot be read: ${problem}`
    terminal.out(`${terminal.style('cyan', conversationId)}  ${when}  ${what}${waitsText(summary)}`)
  }
}

export function tellConversation({ summary, tasks, deliveries }: StoredConversationDetails, terminal: Terminal): void {
  const { conversationId, createdAtMs, lastAtMs } = summary
  terminal.out(
    `${terminal.style('cyan', conversationId)}  ${timeOf(createdAtMs)} to ${timeOf(lastAtMs)}${waitsText(summary)}`,
  )
  if (tasks.length === 0) terminal.out('  nothing was asked')
  for (const { taskId, number, phase, input, result, error } of tasks) {
    const told = deliveries.find((delivery) => delivery.taskId === taskId)
    const state = phase === 'accepted' ? 'open' : phase
    terminal.out('')
    terminal.out(
      `  task ${String(number)}  ${terminal.style('yellow', state)}${told === undefined ? '' : `, ${told.phase}`}`,
    )
    terminal.out(`    asked   ${oneLine(input)}`)
    if (result !== undefined) terminal.out(`    result  ${oneLine(result)}`)
    if (error !== undefined) terminal.out(`    error   ${oneLine(error)}`)
  }
}

function waitsText({ openTaskCount, undeliveredCount }: ConversationSummary): string {
  const parts = [
    ...(openTaskCount === 0 ? [] : [`${String(openTaskCount)} open`]),
    ...(undeliveredCount === 0 ? [] : [`${String(undeliveredCount)} not told yet`]),
  ]
  return parts.length === 0 ? '' : `  (${parts.join(', ')})`
}

const timeOf = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

/** Nothing that was said moves the cursor of a terminal. */
const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 400)
