import { crc32 } from 'node:zlib'
import type { JournalRecord } from '@parley/conversation'
import { isRecord } from '@parley/wire'

/** Of the line's form; a record of a version that is not known is left alone and reported. */
export const JOURNAL_VERSION = 1

/** One record → one line of JSON with its newline: version, checksum of the record's own text, record. */
export function encodeJournalLine(record: JournalRecord): string {
  const text = JSON.stringify(record)
  return `{"v":${JOURNAL_VERSION},"crc":"${checksum(text)}","record":${text}}\n`
}

export interface UnreadableLine {
  readonly problem: string
  /** Whole, but of a version that only a newer Parley reads. */
  readonly isForeign: boolean
}

/** A line without its newline → its record; a sentence about it where it holds none. Never throws. */
export function decodeJournalLine(line: string): JournalRecord | UnreadableLine {
  const value = parse(line)
  if (!isRecord(value)) return broken('it is no JSON object')
  const version = value['v']
  if (version !== JOURNAL_VERSION) {
    const isForeign = typeof version === 'number' && version > JOURNAL_VERSION
    return { problem: `its version is ${JSON.stringify(version) ?? 'missing'}`, isForeign }
  }
  const record = value['record']
  if (!isRecord(record) || typeof record['recordId'] !== 'string' || typeof record['kind'] !== 'string') {
    return broken('it holds no record')
  }
  if (value['crc'] !== checksum(JSON.stringify(record))) return broken('its checksum is wrong')
  // The checksum says that this is what `encodeJournalLine` wrote.
  return record as unknown as JournalRecord
}

function broken(problem: string): UnreadableLine {
  return { problem, isForeign: false }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
