import type { StoredRecord } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { ConversationSummary, JournalReader } from '../journal-store.js'
import { toEventPage } from './event-page.js'
import { decodeRecord } from './record-form.js'
import type { RecordUpgrades } from './record-form.js'
import type { ConversationRow, StoreRows, Transact } from './store-rows.js'
import { describeUnreadable, summarizeConversation } from './summarize-conversation.js'

const RECORDS_PER_READ = 200
const DEFAULT_LIST_LIMIT = 50
export const DEFAULT_EVENT_LIMIT = 1000

export interface StoreReaderParts {
  readonly rows: StoreRows
  readonly transact: Transact
  readonly upgrades: RecordUpgrades
  /** For errors: the file, or what stands in for it. */
  readonly name: string
  /** Throws `closed` once the store is. */
  readonly checkOpen: () => void
}

/** The reading half of every store, over its rows. */
export function createStoreReader(parts: StoreReaderParts): Omit<JournalReader, 'close'> {
  const { rows, checkOpen } = parts
  const summarize = createSummaries(parts)
  return {
    async list({ cursor, limit = DEFAULT_LIST_LIMIT } = {}) {
      checkOpen()
      const size = toLimit(limit)
      const found = rows.list(decodeCursor(cursor), size + 1)
      const conversations: ConversationSummary[] = []
      for (const row of found.slice(0, size)) {
        conversations.push(summarize(row))
        // Each one's records are read: others get their turn in between.
        await new Promise<void>((resolve) => setImmediate(resolve))
        checkOpen()
      }
      return { conversations, nextCursor: found.length > size ? String(found[size - 1]?.key) : undefined }
    },
    async describe(conversationId) {
      checkOpen()
      const row = rows.find(conversationId)
      return row === undefined ? undefined : summarize(row)
    },
    read: (conversationId, from = 0) => readRecords(parts, conversationId, from),
    async readEvents(conversationId, afterSequence = 0, limit = DEFAULT_EVENT_LIMIT) {
      checkOpen()
      const size = toLimit(limit)
      return parts.transact(() => {
        const row = findConversation(parts, conversationId)
        return toEventPage(row.prunedUntil, afterSequence, rows.readEvents(row.key, afterSequence, size))
      }, 'lazy')
    },
  }
}

export function findConversation({ rows, name }: StoreReaderParts, conversationId: string): ConversationRow {
  const row = rows.find(conversationId)
  if (row !== undefined) return row
  throw new ParleyError('refused', `There is no conversation ${conversationId} in ${name}; list shows those there are.`)
}

async function* readRecords(
  parts: StoreReaderParts,
  conversationId: string,
  from: number,
): AsyncGenerator<StoredRecord, void> {
  for (let next = from; ;) {
    parts.checkOpen()
    const page = parts.rows.readRecords(findConversation(parts, conversationId).key, next, RECORDS_PER_READ)
    for (const row of page) {
      const place = placeOf(conversationId, row.position)
      yield { position: row.position, record: decodeRecord(row, place, parts.upgrades) }
    }
    const last = page.at(-1)
    if (last === undefined || page.length < RECORDS_PER_READ) return
    next = last.position + 1
  }
}

/** All of a conversation's records at one moment. */
export function listRecords(
  { rows, upgrades }: StoreReaderParts,
  { key, conversationId }: ConversationRow,
): readonly StoredRecord[] {
  return rows.readRecords(key, 0, Number.MAX_SAFE_INTEGER).map((row) => ({
    position: row.position,
    record: decodeRecord(row, placeOf(conversationId, row.position), upgrades),
  }))
}

const MAX_SUMMARIES = 1000

/** Summaries of conversations that have not changed since are not made again; the oldest are forgotten first. */
function createSummaries(parts: StoreReaderParts): (row: ConversationRow) => ConversationSummary {
  const made = new Map<string, ConversationSummary>()
  return (row) => {
    const { appended, kept } = parts.rows.countRecords(row.key)
    const name = JSON.stringify([row.conversationId, row.epoch, appended, kept])
    const known = made.get(name)
    if (known !== undefined) return { ...known, lastAtMs: row.lastAtMs }
    const summary = summarize(parts, row)
    if (summary.problem === undefined) made.set(name, summary)
    const [oldest] = made.keys()
    if (made.size > MAX_SUMMARIES && oldest !== undefined) made.delete(oldest)
    return summary
  }
}

function summarize(parts: StoreReaderParts, row: ConversationRow): ConversationSummary {
  try {
    return summarizeConversation(
      row,
      listRecords(parts, row).map(({ record }) => record),
    )
  } catch (cause) {
    if (cause instanceof ParleyError) return describeUnreadable(row, cause.message)
    throw cause
  }
}

function decodeCursor(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER
  const key = Number(cursor)
  if (Number.isSafeInteger(key) && key > 0) return key
  throw new ParleyError('refused', `"${cursor}" is no cursor of a list of conversations; begin without one.`)
}

export function toLimit(limit: number): number {
  if (Number.isSafeInteger(limit) && limit > 0) return limit
  throw new ParleyError('refused', `A page of ${limit} cannot be read; its limit is a whole number from 1.`)
}

function placeOf(conversationId: string, position: number): string {
  return `Conversation ${conversationId}, position ${position},`
}
