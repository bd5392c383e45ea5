import { ParleyError } from '@parley/wire'

/** Who owns a conversation. Kept in memory only: when the process ends, all leases of it have ended. */
export interface Lease {
  readonly owner: string
  readonly epoch: number
  readonly leaseMs: number | undefined
  /** On the monotonic clock. */
  usedAtMs: number
}

export interface LeaseTable {
  find(conversationId: string): Lease | undefined
  /** Refuses where another lease stands. Gives the one that was replaced. */
  claim(conversationId: string, lease: Omit<Lease, 'usedAtMs'>, takeOver: boolean): Lease | undefined
  /** Undoes a claim that could not be made durable. */
  restore(conversationId: string, epoch: number, before: Lease | undefined): void
  /** Throws `refused` for an epoch that is not the owner's; else the lease begins anew. */
  use(conversationId: string, epoch: number): void
  /** Only the owner's own epoch ends a lease. */
  release(conversationId: string, epoch: number): void
  /** The highest epoch that was claimed here. */
  lastEpoch(conversationId: string): number
}

export function createLeaseTable(monotonicNow: () => number): LeaseTable {
  const leases = new Map<string, Lease>()
  /** Of owned conversations; also the claims that are not in the rows yet. */
  const epochs = new Map<string, number>()
  const hasLapsed = ({ leaseMs, usedAtMs }: Lease): boolean =>
    leaseMs !== undefined && monotonicNow() - usedAtMs >= leaseMs
  return {
    find: (conversationId) => leases.get(conversationId),
    claim(conversationId, lease, takeOver) {
      const before = leases.get(conversationId)
      if (before !== undefined && !takeOver && !hasLapsed(before)) throw ownedError(conversationId, before)
      leases.set(conversationId, { ...lease, usedAtMs: monotonicNow() })
      epochs.set(conversationId, lease.epoch)
      return before
    },
    restore(conversationId, epoch, before) {
      if (leases.get(conversationId)?.epoch !== epoch) return
      leases.delete(conversationId)
      if (before !== undefined) leases.set(conversationId, before)
    },
    use(conversationId, epoch) {
      const lease = leases.get(conversationId)
      if (lease?.epoch !== epoch) throw fencedError(conversationId, epoch, lease)
      lease.usedAtMs = monotonicNow()
    },
    release(conversationId, epoch) {
      if (leases.get(conversationId)?.epoch !== epoch) return
      leases.delete(conversationId)
      epochs.delete(conversationId)
    },
    lastEpoch: (conversationId) => epochs.get(conversationId) ?? 0,
  }
}

/** For the owner that was: what happened, and what to do. */
export function fencedError(conversationId: string, epoch: number, lease: Lease | undefined): ParleyError {
  const taker = lease === undefined ? 'another owner' : `${lease.owner} (epoch ${lease.epoch})`
  return new ParleyError(
    'refused',
    `Conversation ${conversationId} was taken over by ${taker}; the owner of epoch ${epoch} can write no more. ` +
      'Stop it, or open the conversation again.',
  )
}

function ownedError(conversationId: string, { owner, epoch }: Lease): ParleyError {
  return new ParleyError(
    'refused',
    `Conversation ${conversationId} is owned by ${owner} (epoch ${epoch}). Close it there, or take it over.`,
  )
}
