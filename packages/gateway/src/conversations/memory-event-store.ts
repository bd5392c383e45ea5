import type { EventLog, EventStore, FeedEntry, FeedPart } from './event-store.js'

export interface MemoryEventStoreOptions {
  /** Events of one conversation; default 2000. */
  readonly maxEvents?: number
  /** Characters of their JSON; default 4,000,000. A single larger event is kept alone. */
  readonly maxCharacters?: number
  /** Where numbers begin. Default: a thousand times the time, so that a new process counts on from every earlier one. */
  readonly firstSequence?: () => number
}

/** Events of this process, in a ring: the oldest are forgotten first, and who asks for them is told. */
export function createMemoryEventStore(options: MemoryEventStoreOptions = {}): EventStore {
  const { maxEvents = 2000, maxCharacters = 4_000_000 } = options
  const firstSequence = options.firstSequence ?? (() => Date.now() * 1000)
  return { open: () => createMemoryLog(firstSequence(), maxEvents, maxCharacters) }
}

interface KeptEntry {
  readonly entry: FeedEntry
  readonly size: number
}

function createMemoryLog(startsAt: number, maxEvents: number, maxCharacters: number): EventLog {
  const kept: KeptEntry[] = []
  let lastSequence = startsAt - 1
  let characters = 0
  /** The newest of those that are not here. */
  let forgotten = lastSequence
  const isFull = (): boolean => kept.length > maxEvents || (characters > maxCharacters && kept.length > 1)

  return {
    append(event, atMs, onKept) {
      lastSequence += 1
      const entry: FeedEntry = { sequence: lastSequence, atMs, event }
      const size = JSON.stringify(event).length
      kept.push({ entry, size })
      characters += size
      while (isFull()) {
        const oldest = kept.shift()
        if (oldest === undefined) break
        characters -= oldest.size
        forgotten = oldest.entry.sequence
      }
      onKept?.(entry)
      return entry
    },
    readAfter: (sequence) => readPart(kept, sequence, { startsAt, forgotten, lastSequence }),
    get lastSequence() {
      return lastSequence
    },
    close() {},
  }
}

interface Window {
  readonly startsAt: number
  readonly forgotten: number
  readonly lastSequence: number
}

function readPart(kept: readonly KeptEntry[], sequence: number, window: Window): FeedPart {
  const { startsAt, forgotten, lastSequence } = window
  // Who asks for everything misses nothing that was never there.
  const after = sequence === 0 ? startsAt - 1 : sequence
  const isUnknown = after > lastSequence
  const from = isUnknown ? startsAt : after + 1
  const hasGap = isUnknown ? lastSequence >= startsAt : after < forgotten
  const first = isUnknown ? lastSequence + 1 : Math.max(from, forgotten + 1)
  const entries = kept.flatMap(({ entry }) => (entry.sequence >= first ? [entry] : []))
  return { entries, gap: hasGap ? { from, to: isUnknown ? lastSequence : forgotten } : undefined }
}
