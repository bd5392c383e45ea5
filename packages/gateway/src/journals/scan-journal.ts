import type { JournalRecord } from '@parley/conversation'
import { decodeJournalLine } from './journal-line.js'
import type { UnreadableLine } from './journal-line.js'

/** Where a record's line lies in the file, without its newline. */
export interface LinePlace {
  readonly start: number
  readonly length: number
}

/** Something in a journal's file that is no record. */
export interface JournalDamage {
  /** `torn`: the end of the file, cut off when it was opened. `unreadable`: between records, left where it is. */
  readonly kind: 'torn' | 'unreadable'
  readonly offset: number
  readonly bytes: number
  readonly problem: string
}

export interface JournalScan {
  readonly recordIds: readonly string[]
  readonly places: readonly LinePlace[]
  /** Up to here the file is good. */
  readonly size: number
  readonly damage: readonly JournalDamage[]
}

const NEWLINE = 0x0a

/** Reads a whole journal. What follows the last good line was never acknowledged, for each line is synced before. */
export function scanJournal(bytes: Uint8Array): JournalScan {
  const places: LinePlace[] = []
  const recordIds: string[] = []
  const bad: JournalDamage[] = []
  let size = 0
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline < 0 ? bytes.length : newline
    const record =
      newline < 0 ? { problem: 'it has no end', isForeign: false } : decodeBytes(bytes.subarray(start, end))
    if ('problem' in record) {
      bad.push({ kind: 'unreadable', offset: start, bytes: end - start, problem: record.problem })
      if (record.isForeign) size = newline + 1
    } else {
      places.push({ start, length: end - start })
      recordIds.push(record.recordId)
      size = newline + 1
    }
    start = end + 1
  }
  const inside = bad.filter(({ offset }) => offset < size)
  const [tail] = bad.filter(({ offset }) => offset >= size)
  const torn: readonly JournalDamage[] =
    tail === undefined ? [] : [{ kind: 'torn', offset: size, bytes: bytes.length - size, problem: tail.problem }]
  return { recordIds, places, size, damage: [...inside, ...torn] }
}

function decodeBytes(bytes: Uint8Array): JournalRecord | UnreadableLine {
  return decodeJournalLine(new TextDecoder().decode(bytes))
}
