import { crc32 } from 'node:zlib'
import type { JournalRecord } from '@parley/conversation'
import { isRecord, ParleyError } from '@parley/wire'

/** A record as a store keeps it. */
export interface EncodedRecord {
  /** As a JSON string: no character of it is lost in a database. */
  readonly recordId: string
  readonly kind: string
  readonly version: number
  readonly body: string
  readonly checksum: number
}

/**
 * By kind, the steps from version 1 to 2, 2 to 3 and so on; their number plus one is the newest version. A kind without
 * a line has version 1.
 */
export type RecordUpgrades = Readonly<Record<string, readonly UpgradeRecord[]>>
export type UpgradeRecord = (record: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** No kind has changed yet. */
export const recordUpgrades: RecordUpgrades = {}

export function encodeRecord(record: JournalRecord, upgrades: RecordUpgrades): EncodedRecord {
  const body = JSON.stringify(record)
  const version = newestVersion(record.kind, upgrades)
  const recordId = JSON.stringify(record.recordId)
  return { recordId, kind: record.kind, version, body, checksum: checksumOf(version, body) }
}

/** Throws `internal` for a body that is not what was written, `config` for a version that only a newer Parley knows. */
export function decodeRecord(row: EncodedRecord, place: string, upgrades: RecordUpgrades): JournalRecord {
  const { kind, version, body } = row
  const newest = newestVersion(kind, upgrades)
  if (checksumOf(version, body) !== row.checksum) throw damaged(place, 'its checksum is wrong')
  if (version > newest) {
    throw new ParleyError(
      'config',
      `${place} is a "${kind}" record of version ${version}; this Parley knows it up to version ${newest}. ` +
        'A newer Parley wrote it: update Parley to read this conversation.',
    )
  }
  const value = parse(body)
  if (!isRecord(value) || value['kind'] !== kind || JSON.stringify(value['recordId']) !== row.recordId) {
    throw damaged(place, 'it is not the record that its row names')
  }
  const steps = (upgrades[kind] ?? []).slice(version - 1)
  const upgraded = steps.reduce<Readonly<Record<string, unknown>>>((record, upgrade) => upgrade(record), value)
  // The checksum says that this is what `encodeRecord` wrote, and each upgrade gives the next version's form.
  return upgraded as unknown as JournalRecord
}

function damaged(place: string, problem: string): ParleyError {
  return new ParleyError(
    'internal',
    `${place} cannot be read: ${problem}. The file is damaged; other conversations can still be read. ` +
      'Restore the file from a copy, or delete this conversation.',
  )
}

function newestVersion(kind: string, upgrades: RecordUpgrades): number {
  return (Object.hasOwn(upgrades, kind) ? (upgrades[kind]?.length ?? 0) : 0) + 1
}

function checksumOf(version: number, body: string): number {
  return crc32(`${version}:${body}`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
