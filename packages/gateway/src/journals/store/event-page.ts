import { isRecord } from '@parley/wire'
import type { EventPage, StoredEvent } from '../journal-store.js'
import { isNextSequence } from './event-sequence.js'
import type { EventRow } from './store-rows.js'

/** Events that were found behind a number, and what is missing between. Pure. */
export function toEventPage(prunedUntil: number, after: number, found: readonly EventRow[]): EventPage {
  let gap = prunedUntil > after ? { from: after + 1, to: prunedUntil } : undefined
  let before = Math.max(after, prunedUntil)
  for (const { sequence } of found) {
    if (!isNextSequence(before, sequence)) gap = { from: gap?.from ?? before + 1, to: sequence - 1 }
    before = sequence
  }
  return { events: found.map(decodeEvent), gap }
}

function decodeEvent({ sequence, atMs, body }: EventRow): StoredEvent {
  const event = parse(body)
  // Events carry no promise: one that has rotted is shown as nothing rather than refused.
  return { sequence, atMs, event: isRecord(event) ? event : {} }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
