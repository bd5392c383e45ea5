import { statSync } from 'node:fs'
import type { SqlDatabase } from './sql-database.js'
import { toStoreError } from './sqlite-errors.js'

/** Where the log is copied into the file. Small enough to be done between two turns. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024

/** Commits all that `work` writes, or throws a ParleyError and leaves nothing of it. */
export function createTransactionRunner(
  database: SqlDatabase,
  file: string,
): (work: () => void, durability: 'synced' | 'lazy') => void {
  let current: 'synced' | 'lazy' | undefined
  let checkpointAt = CHECKPOINT_BYTES
  const setDurability = (durability: 'synced' | 'lazy'): void => {
    if (durability === current) return
    // NORMAL leaves the log to the operating system until the next FULL commit, which flushes all before it too.
    database.exec(`PRAGMA synchronous = ${durability === 'synced' ? 'FULL' : 'NORMAL'}`)
    current = durability
  }
  return (work, durability) => {
    try {
      setDurability(durability)
      database.exec('BEGIN IMMEDIATE')
      work()
      database.exec('COMMIT')
    } catch (cause) {
      rollBack(database)
      throw toStoreError(file, 'Nothing was written', cause)
    }
    const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
    if (size < checkpointAt) return
    checkpointAt = checkpoint(database) ? CHECKPOINT_BYTES : size + CHECKPOINT_BYTES
  }
}

/** Some errors have rolled back already. */
function rollBack(database: SqlDatabase): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // There was no transaction any more.
  }
}

/**
 * Copies the log into the file and empties it: a log is only ever the tail that the file lacks, so that one that is cut
 * takes nothing back. False where a reader or a full disk is in the way; then all stays in the log, and is safe there.
 */
export function checkpoint(database: SqlDatabase): boolean {
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0
  } catch {
    return false
  }
}
