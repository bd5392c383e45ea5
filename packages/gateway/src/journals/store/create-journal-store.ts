import { ParleyError } from '@parley/wire'
import type { JournalStore } from '../journal-store.js'
import { createClaim } from './create-claim.js'
import { createLeaseTable } from './lease-table.js'
import { recordUpgrades } from './record-form.js'
import type { RecordUpgrades } from './record-form.js'
import { createStoreReader, findConversation, listRecords } from './store-reader.js'
import type { StoreRows, Transact } from './store-rows.js'
import { listSuperseded } from './superseded-records.js'

export interface JournalStoreSettings {
  /** Events kept of a conversation; the oldest go in groups of a tenth. Default 10,000. */
  readonly maxEvents?: number
  /** An event could not be saved; the next page that spans it says that it is not complete. */
  readonly onEventLost?: (conversationId: string, sequence: number, error: Error) => void
  /** The wall clock, for what people see. Default `Date.now`. */
  readonly wallNow?: () => number
  /** The monotonic clock, for leases. Default `performance.now`. */
  readonly monotonicNow?: () => number
  /** For tests. Default: what this Parley knows. */
  readonly upgrades?: RecordUpgrades
}

export interface JournalStoreParts {
  readonly name: string
  readonly rows: StoreRows
  readonly transact: Transact
  /** Called once; resolves when nothing is open. Never rejects. */
  readonly closeRows: () => Promise<void>
}

const DEFAULT_MAX_EVENTS = 10_000

/** What all stores do alike: owners, epochs, sequence numbers, summaries; rows and their transactions are given. */
export function createJournalStore(parts: JournalStoreParts, settings: JournalStoreSettings = {}): JournalStore {
  const { name, rows, transact } = parts
  const { wallNow = Date.now, monotonicNow = () => performance.now(), upgrades = recordUpgrades } = settings
  const { maxEvents = DEFAULT_MAX_EVENTS, onEventLost = () => {} } = settings
  const leases = createLeaseTable(monotonicNow)
  let closing: Promise<void> | undefined
  const checkOpen = (): void => {
    if (closing !== undefined) throw new ParleyError('closed', `The journal store ${name} is closed; open it again.`)
  }
  const readerParts = { rows, transact, upgrades, name, checkOpen }
  const reader = createStoreReader(readerParts)

  const claim = createClaim({
    ...{ rows, transact, leases, upgrades, maxEvents, onEventLost, wallNow, checkOpen },
    read: reader.read,
  })
  return {
    ...reader,
    async open(conversationId, options = {}) {
      checkOpen()
      checkConversationId(conversationId)
      return claim(conversationId, options)
    },
    async compact(conversationId) {
      checkOpen()
      return transact(() => {
        const row = findConversation(readerParts, conversationId)
        const records = listRecords(readerParts, row)
        const superseded = listSuperseded(records)
        rows.dropRecords(row.key, superseded)
        return { keptCount: records.length - superseded.length, droppedCount: superseded.length }
      }, 'synced')
    },
    async delete(conversationId) {
      checkOpen()
      const lease = leases.find(conversationId)
      if (lease !== undefined) {
        const whose = `Conversation ${conversationId} is owned by ${lease.owner}`
        throw new ParleyError('refused', `${whose} and was not deleted. Close it there first.`)
      }
      return transact(() => {
        const row = rows.find(conversationId)
        if (row !== undefined) rows.remove(row)
        return row !== undefined
      }, 'synced')
    },
    close() {
      closing ??= parts.closeRows()
      return closing
    },
  }
}

const MAX_ID_LENGTH = 200

/** An id goes into file rows, addresses and messages; it is short, whole and visible. */
function checkConversationId(conversationId: string): void {
  const isGood =
    conversationId.length > 0 &&
    conversationId.length <= MAX_ID_LENGTH &&
    conversationId.isWellFormed() &&
    !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(conversationId)
  if (isGood) return
  throw new ParleyError(
    'refused',
    `${JSON.stringify(conversationId.slice(0, MAX_ID_LENGTH))} cannot name a conversation: ` +
      `an id has 1 to ${MAX_ID_LENGTH} visible characters.`,
  )
}
