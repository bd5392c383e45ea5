import { ParleyError } from '@parley/wire'
import type { JournalStore, OwnedJournal, StoredEvent } from '../journals/journal-store.js'
import type { EventLog, EventStore, FeedEntry, FeedGap, FeedPart } from './event-store.js'
import type { JournalSource, StoredConversation } from './journal-source.js'

/** More than a client is sent at once; whoever was away for longer reads the state instead. */
const MAX_REPLAYED = 5000
const PAGE = 1000

export interface StoreJournals {
  readonly journals: JournalSource
  readonly events: EventStore
}

/** A host's records and events in one durable store, which stays the caller's. */
export function journalsFromStore(store: JournalStore, owner = 'gateway'): StoreJournals {
  const owned = new Map<string, OwnedJournal>()
  return {
    journals: {
      async open(conversationId) {
        const journal = await store.open(conversationId, { owner })
        owned.set(conversationId, journal)
        return journal
      },
      async list() {
        const found: StoredConversation[] = []
        for (let cursor: string | undefined; ;) {
          const page = await store.list(cursor === undefined ? {} : { cursor })
          found.push(...page.conversations)
          cursor = page.nextCursor
          if (cursor === undefined) return found
        }
      },
      describe: (conversationId) => store.describe(conversationId),
    },
    events: {
      open(conversationId) {
        const journal = owned.get(conversationId)
        if (journal === undefined) {
          throw new ParleyError('internal', `The journal of ${conversationId} is to be opened before its events.`)
        }
        return createStoreLog(journal, () => owned.delete(conversationId))
      },
    },
  }
}

function createStoreLog(journal: OwnedJournal, forget: () => void): EventLog {
  // The first number of this opening, which is behind every earlier one.
  let lastSequence = journal.appendEvent({ type: 'conversation-opened' })
  /** Numbers of events that a crash could still take back, the oldest first. */
  const unkept = new Set<number>()
  return {
    append(event, atMs, onKept): FeedEntry {
      const settle = (): void => {
        unkept.delete(entry.sequence)
        onKept?.(entry)
      }
      const saved = attempt(() => journal.appendEvent(event, settle))
      lastSequence = saved ?? lastSequence + 1
      const entry: FeedEntry = { sequence: lastSequence, atMs, event }
      // Another process has the conversation now, which ends it here; those who still watch see its end.
      if (saved === undefined) settle()
      else unkept.add(saved)
      return entry
    },
    readAfter(sequence) {
      const { entries, gap } = readPages(journal, sequence)
      const [oldest = Infinity] = unkept
      return { entries: entries.filter((entry) => entry.sequence < oldest), gap }
    },
    get lastSequence() {
      return lastSequence
    },
    close: forget,
  }
}

function attempt(append: () => number): number | undefined {
  try {
    return append()
  } catch {
    return undefined
  }
}

function readPages(journal: OwnedJournal, after: number): FeedPart {
  const all: StoredEvent[] = []
  let gap: FeedGap | undefined
  for (let from = after; ;) {
    const page = journal.readEvents(from, PAGE)
    gap = joinGaps(gap, page.gap)
    all.push(...page.events)
    const last = page.events.at(-1)
    if (last === undefined || page.events.length < PAGE) break
    from = last.sequence
  }
  const kept = all.slice(-MAX_REPLAYED)
  const dropped = all.at(-MAX_REPLAYED - 1)
  const tooMany = dropped === undefined ? undefined : { from: after + 1, to: dropped.sequence }
  return { entries: kept.map(toEntry), gap: joinGaps(gap, tooMany) }
}

function joinGaps(one: FeedGap | undefined, other: FeedGap | undefined): FeedGap | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) }
}

function toEntry({ sequence, atMs, event }: StoredEvent): FeedEntry {
  const { type } = event
  return { sequence, atMs, event: { ...event, type: typeof type === 'string' ? type : 'unknown' } }
}
