import type { ConversationRow, EventRow, RecordRow, StoreRows } from './store-rows.js'

interface MemoryConversation {
  row: ConversationRow
  readonly records: Map<string, RecordRow | undefined>
  readonly events: EventRow[]
}

/** Rows of a process's memory. */
export function createMemoryRows(): StoreRows {
  const conversations = new Map<number, MemoryConversation>()
  let lastKey = 0
  let epochFloor = 0
  const find = (conversationId: string): ConversationRow | undefined =>
    [...conversations.values()].find(({ row }) => row.conversationId === conversationId)?.row
  return {
    find,
    list: (beforeKey, limit) =>
      [...conversations.values()]
        .map(({ row }) => row)
        .filter(({ key }) => key < beforeKey)
        .toReversed()
        .slice(0, limit),
    epochFloor: () => epochFloor,
    saveEpoch(conversationId, epoch, nowMs) {
      const known = find(conversationId)
      if (known !== undefined) return update(conversations, known.key, { epoch })
      const key = (lastKey += 1)
      const row = { key, conversationId, epoch, createdAtMs: nowMs, lastAtMs: nowMs, prunedUntil: 0 }
      conversations.set(key, { row, records: new Map(), events: [] })
    },
    remove({ key, epoch }) {
      conversations.delete(key)
      epochFloor = Math.max(epochFloor, epoch)
    },
    ...createRecordRows(conversations),
    ...createEventRows(conversations),
  }
}

type Conversations = Map<number, MemoryConversation>
type RecordMethods = 'appendRecord' | 'countRecords' | 'readRecords' | 'dropRecords'

function createRecordRows(conversations: Conversations): Pick<StoreRows, RecordMethods> {
  return {
    appendRecord(key, record, nowMs) {
      const records = conversations.get(key)?.records
      if (records === undefined || records.has(record.recordId)) return
      records.set(record.recordId, { ...record, position: records.size })
      update(conversations, key, { lastAtMs: nowMs })
    },
    countRecords(key) {
      const rows = [...(conversations.get(key)?.records.values() ?? [])]
      return { appended: rows.length, kept: rows.filter((row) => row !== undefined).length }
    },
    readRecords: (key, from, limit) =>
      [...(conversations.get(key)?.records.values() ?? [])]
        .flatMap((row) => (row !== undefined && row.position >= from ? [row] : []))
        .slice(0, limit),
    dropRecords(key, positions) {
      const records = conversations.get(key)?.records
      for (const [recordId, row] of records ?? []) {
        if (row !== undefined && positions.includes(row.position)) records?.set(recordId, undefined)
      }
    },
  }
}

function createEventRows(
  conversations: Conversations,
): Pick<StoreRows, 'appendEvent' | 'countEvents' | 'pruneEvents' | 'readEvents'> {
  const eventsOf = (key: number): readonly EventRow[] => conversations.get(key)?.events ?? []
  return {
    appendEvent(key, event) {
      conversations.get(key)?.events.push(event)
    },
    countEvents: (key) => eventsOf(key).length,
    pruneEvents(key, keep) {
      const events = conversations.get(key)?.events ?? []
      const gone = events.splice(0, Math.max(0, events.length - keep)).at(-1)
      if (gone !== undefined) update(conversations, key, { prunedUntil: gone.sequence })
    },
    readEvents: (key, after, limit) =>
      eventsOf(key)
        .filter(({ sequence }) => sequence > after)
        .slice(0, limit),
  }
}

function update(conversations: Conversations, key: number, change: Partial<ConversationRow>): void {
  const conversation = conversations.get(key)
  if (conversation !== undefined) conversation.row = { ...conversation.row, ...change }
}
