import type { JournalReader, OpenJournalOptions, OwnedJournal } from '../journal-store.js'
import { createOwnedJournal } from './owned-journal.js'
import type { OwnedJournalParts } from './owned-journal.js'

type ClaimParts = Omit<OwnedJournalParts, 'conversationId' | 'key' | 'epoch' | 'read' | 'onClosed'> & {
  readonly read: JournalReader['read']
}

/**
 * Gives out conversations, one owner each. The lease changes hands at the call, so that nothing the old owner does later
 * counts; it is told when the new epoch is durable, and stays the owner where it cannot be made so.
 */
export function createClaim(
  parts: ClaimParts,
): (conversationId: string, options: OpenJournalOptions) => Promise<OwnedJournal> {
  const { rows, transact, leases, wallNow } = parts
  /** What tells an owner that it is one no more. */
  const losing = new Map<string, () => void>()

  const own = (conversationId: string, epoch: number, key: number): OwnedJournal => {
    const { journal, lose } = createOwnedJournal({
      ...{ ...parts, conversationId, key, epoch },
      read: (from) => parts.read(conversationId, from),
      onClosed: () => {
        if (losing.get(conversationId) === lose) losing.delete(conversationId)
      },
    })
    losing.get(conversationId)?.()
    // Taken over while this was being saved: whoever came later is the owner.
    if (leases.find(conversationId)?.epoch === epoch) losing.set(conversationId, lose)
    else lose()
    return journal
  }
  return async (conversationId, { owner = 'an unnamed owner', takeOver = false, leaseMs }) => {
    const known = rows.find(conversationId)?.epoch ?? rows.epochFloor()
    const epoch = Math.max(known, leases.lastEpoch(conversationId)) + 1
    const before = leases.claim(conversationId, { owner, epoch, leaseMs }, takeOver)
    try {
      const key = await transact(() => {
        rows.saveEpoch(conversationId, epoch, wallNow())
        return rows.find(conversationId)?.key
      }, 'synced')
      if (key === undefined) throw new Error(`conversation ${conversationId} was saved and is not there`)
      return own(conversationId, epoch, key)
    } catch (cause) {
      leases.restore(conversationId, epoch, before)
      throw cause
    }
  }
}
