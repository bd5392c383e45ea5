import { exportTranscript, restoreConversation } from '@parley/conversation'
import type { JournalRecord, RestoredConversation, TranscriptFormat } from '@parley/conversation'
import { openSqliteJournalReader, readStoredTranscript, statePlaces } from '@parley/gateway'
import type { ConversationSummary, JournalReader } from '@parley/gateway'
import { ParleyError } from '@parley/wire'

/** What a gateway has kept, read beside it. */
export interface StoredConversations {
  /** The newest first. */
  list(): Promise<readonly ConversationSummary[]>
  /** The whole id of what begins so. Throws `config` for none, and for several. */
  find(beginning: string): Promise<string>
  read(conversationId: string): Promise<StoredConversationDetails>
  exportTranscript(conversationId: string, format: TranscriptFormat): Promise<string>
  close(): Promise<void>
}

export interface StoredConversationDetails extends Pick<RestoredConversation, 'tasks' | 'deliveries'> {
  readonly summary: ConversationSummary
}

export async function openStoredConversations(stateFolder: string): Promise<StoredConversations> {
  const reader = await openSqliteJournalReader({ file: statePlaces(stateFolder).journalFile })
  const list = (): Promise<readonly ConversationSummary[]> => readAll(reader)
  return {
    list,
    find: async (beginning) => findOne(await list(), beginning),
    async read(conversationId) {
      const summary = await reader.describe(conversationId)
      if (summary === undefined) throw new ParleyError('config', `There is no conversation ${conversationId}.`)
      const records: JournalRecord[] = []
      for await (const { record } of reader.read(conversationId)) records.push(record)
      const { tasks, deliveries } = restoreConversation(records)
      return { summary, tasks, deliveries }
    },
    async exportTranscript(conversationId, format) {
      const title = (await reader.describe(conversationId))?.title
      const entries = await readStoredTranscript(reader, conversationId)
      return exportTranscript(entries, format, title === undefined ? {} : { title })
    },
    close: () => reader.close(),
  }
}

async function readAll(reader: JournalReader): Promise<readonly ConversationSummary[]> {
  const found: ConversationSummary[] = []
  for (let cursor: string | undefined; ;) {
    const { conversations, nextCursor } = await reader.list(cursor === undefined ? {} : { cursor })
    found.push(...conversations)
    cursor = nextCursor
    if (cursor === undefined) return found
  }
}

function findOne(all: readonly ConversationSummary[], beginning: string): string {
  const ids = all.map(({ conversationId }) => conversationId).filter((id) => id.startsWith(beginning))
  const [only, ...others] = ids.includes(beginning) ? [beginning] : ids
  if (only !== undefined && others.length === 0) return only
  const problem = only === undefined ? 'No conversation begins' : `${String(others.length + 1)} conversations begin`
  throw new ParleyError('config', `${problem} with '${beginning}'; see \`parley conversations\``)
}
