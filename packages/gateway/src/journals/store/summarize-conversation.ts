import { restoreConversation } from '@parley/conversation'
import type { JournalRecord } from '@parley/conversation'
import type { ConversationSummary } from '../journal-store.js'
import type { ConversationRow } from './store-rows.js'

const MAX_TITLE = 80

/** What a list shows of a conversation, by the same rules by which it would be restored. Pure. */
export function summarizeConversation(
  { conversationId, createdAtMs, lastAtMs }: ConversationRow,
  records: readonly JournalRecord[],
): ConversationSummary {
  const { tasks, deliveries } = restoreConversation(records)
  const first = records.find((record) => record.kind === 'handoff')
  return {
    ...{ conversationId, createdAtMs, lastAtMs, recordCount: records.length, taskCount: tasks.length },
    title: first === undefined ? undefined : toTitle(first.input),
    openTaskCount: tasks.filter(({ phase }) => phase === 'accepted').length,
    undeliveredCount: deliveries.filter(({ phase }) => phase === 'pending').length,
    missedCount: deliveries.filter(({ phase }) => phase === 'missed').length,
    problem: undefined,
  }
}

export function describeUnreadable(
  { conversationId, createdAtMs, lastAtMs }: ConversationRow,
  problem: string,
): ConversationSummary {
  return {
    ...{ conversationId, createdAtMs, lastAtMs, title: undefined, recordCount: 0, taskCount: 0 },
    ...{ openTaskCount: 0, undeliveredCount: 0, missedCount: 0, problem },
  }
}

function toTitle(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const letters = [...line]
  return letters.length <= MAX_TITLE ? line : `${letters.slice(0, MAX_TITLE - 1).join('')}…`
}
