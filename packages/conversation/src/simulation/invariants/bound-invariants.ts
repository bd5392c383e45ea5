import type { ConversationState } from '../../conversation-state.js'
import type { Invariant } from '../invariant.js'

/** Grows with the work of a conversation, and may. */
const LEDGERS = new Set(['settings', 'handoffs', 'tasks', 'deliveries'])
const MAX_ENTRIES = 300
/** Looking into everything costs more than a step. */
const EVERY_STEPS = 16

/** Promise of bounded memory: all but the ledger stays small, whatever happens. */
export function createBoundInvariants(): readonly Invariant[] {
  const name = `no queue or list of the state grows past ${MAX_ENTRIES} entries`
  let countdown = EVERY_STEPS
  return [
    {
      name,
      check({ after }) {
        if (--countdown > 0) return undefined
        countdown = EVERY_STEPS
        return findLargeList(after)
      },
      checkRest: findLargeList,
    },
  ]
}

function findLargeList(state: ConversationState): string | undefined {
  for (const [field, value] of Object.entries(state)) {
    const size = LEDGERS.has(field) ? 0 : largestSize(value)
    if (size > MAX_ENTRIES) return `${field} has ${size} entries`
  }
  return undefined
}

function largestSize(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner: readonly unknown[] = Object.values(value)
  return inner.reduce<number>((largest, part) => Math.max(largest, largestSize(part)), inner.length)
}
