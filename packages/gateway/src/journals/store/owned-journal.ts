import type { JournalRecord, StoredRecord } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import type { EventBody, EventPage, OwnedJournal } from '../journal-store.js'
import { toEventPage } from './event-page.js'
import { toSequence } from './event-sequence.js'
import { fencedError } from './lease-table.js'
import type { LeaseTable } from './lease-table.js'
import { encodeRecord } from './record-form.js'
import type { RecordUpgrades } from './record-form.js'
import { DEFAULT_EVENT_LIMIT, toLimit } from './store-reader.js'
import type { EventRow, StoreRows, Transact } from './store-rows.js'

export interface OwnedJournalParts {
  readonly conversationId: string
  readonly key: number
  readonly epoch: number
  readonly rows: StoreRows
  readonly transact: Transact
  readonly leases: LeaseTable
  readonly upgrades: RecordUpgrades
  readonly maxEvents: number
  readonly onEventLost: (conversationId: string, sequence: number, error: Error) => void
  readonly wallNow: () => number
  readonly checkOpen: () => void
  readonly read: (from?: number) => AsyncIterable<StoredRecord>
  readonly onClosed: () => void
}

/** One opening of a conversation. `lose` is called when another has taken it over. */
export function createOwnedJournal(parts: OwnedJournalParts): {
  readonly journal: OwnedJournal
  readonly lose: () => void
} {
  const { conversationId, key, epoch, rows, transact, leases, wallNow } = parts
  const lost = new AbortController()
  const events = createEventSaver(parts)
  const pending = new Set<Promise<void>>()
  let eventCount = 0
  let isClosed = false

  const checkOwner = (): void => {
    if (isClosed) throw new ParleyError('closed', `Conversation ${conversationId} is closed; open it again to write.`)
    parts.checkOpen()
    leases.use(conversationId, epoch)
  }
  const append = async (record: JournalRecord): Promise<void> => {
    checkOwner()
    const encoded = encodeRecord(record, parts.upgrades)
    const saved = transact(() => {
      rows.appendRecord(key, encoded, wallNow())
    }, 'synced')
    pending.add(saved)
    try {
      await saved
    } catch (cause) {
      throw notSavedError(conversationId, record.recordId, cause)
    } finally {
      pending.delete(saved)
    }
  }
  const appendEvent = (event: EventBody, onSettled?: () => void): number => {
    checkOwner()
    const body = JSON.stringify(event)
    const sequence = toSequence(epoch, eventCount + 1)
    if (sequence === undefined) {
      const message = `Conversation ${conversationId} has had ${eventCount} events in this opening; open it again.`
      throw new ParleyError('unavailable', message)
    }
    eventCount += 1
    events.save({ sequence, atMs: wallNow(), body }, onSettled)
    return sequence
  }
  const journal: OwnedJournal = {
    ...{ conversationId, epoch, append, appendEvent, readEvents: events.read },
    read: parts.read,
    lost: lost.signal,
    async close() {
      isClosed = true
      leases.release(conversationId, epoch)
      parts.onClosed()
      await Promise.allSettled(pending)
    },
  }
  const lose = (): void => {
    if (!isClosed) lost.abort(fencedError(conversationId, epoch, leases.find(conversationId)))
  }
  return { journal, lose }
}

function notSavedError(conversationId: string, recordId: string, cause: unknown): ParleyError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const code = cause instanceof ParleyError ? cause.code : 'unavailable'
  return new ParleyError(code, `Record ${recordId} of conversation ${conversationId} was not saved. ${reason}`, {
    cause,
  })
}

interface EventSaver {
  readonly save: (event: EventRow, onSettled: (() => void) | undefined) => void
  readonly read: (afterSequence?: number, limit?: number) => EventPage
}

function createEventSaver(parts: OwnedJournalParts): EventSaver {
  const { conversationId, key, rows, transact, maxEvents, onEventLost, checkOpen } = parts
  const slack = Math.ceil(maxEvents / 10)
  /** Events of this turn, until they are in the rows. */
  const unsaved = new Map<number, EventRow>()
  /** An estimate: a transaction that failed has counted. */
  let savedCount: number | undefined
  const insert = (event: EventRow): void => {
    savedCount ??= rows.countEvents(key)
    rows.appendEvent(key, event)
    savedCount += 1
    if (savedCount < maxEvents + slack) return
    rows.pruneEvents(key, maxEvents)
    savedCount = maxEvents
  }
  const write = async (event: EventRow, onSettled: (() => void) | undefined): Promise<void> => {
    try {
      await transact(() => {
        insert(event)
      }, 'lazy')
    } catch (error) {
      onEventLost(conversationId, event.sequence, error instanceof Error ? error : new Error(String(error)))
    } finally {
      unsaved.delete(event.sequence)
      onSettled?.()
    }
  }
  return {
    save(event, onSettled) {
      unsaved.set(event.sequence, event)
      void write(event, onSettled)
    },
    read(after = 0, limit = DEFAULT_EVENT_LIMIT) {
      checkOpen()
      const size = toLimit(limit)
      const saved = rows.readEvents(key, after, size)
      const last = saved.at(-1)?.sequence ?? after
      const waiting = [...unsaved.values()].filter(({ sequence }) => sequence > last)
      const prunedUntil = rows.find(conversationId)?.prunedUntil ?? 0
      return toEventPage(prunedUntil, after, [...saved, ...waiting].slice(0, size))
    },
  }
}
