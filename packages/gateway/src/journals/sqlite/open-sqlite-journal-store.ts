import type { JournalStore } from '../journal-store.js'
import { lockJournal } from '../journal-lock.js'
import { createJournalStore } from '../store/create-journal-store.js'
import type { JournalStoreSettings } from '../store/create-journal-store.js'
import { createGroupCommit } from './group-commit.js'
import { checkpoint, createTransactionRunner } from './run-in-transaction.js'
import { openSqlDatabase, readText } from './sql-database.js'
import type { SqlDatabase } from './sql-database.js'
import { createSqliteRows } from './sqlite-rows.js'
import { damagedError, toStoreError } from './sqlite-errors.js'
import { findWalDamage, prepareStoreFile, prepareStoreFolder } from './store-files.js'
import type { StoreDamage } from './store-files.js'
import { migrateSchema } from './store-schema.js'

/** A reader that has come first may be putting the log in order. */
const OPEN_TIMEOUT_MS = 2000

export interface SqliteJournalStoreOptions extends JournalStoreSettings {
  /** On a local disk. Created, with its folder, where there is none; beside it stand `-wal`, `-shm` and `.lock`. */
  readonly file: string
  /** Called, before this resolves, for an end of the log that cannot be read. */
  readonly onDamage?: (damage: StoreDamage) => void
}

/**
 * The journals of many conversations in one SQLite file. An append resolves when its commit is on the disk; those of one
 * turn of the event loop share one. A commit blocks the event loop while the disk flushes. Rejects with `unavailable`
 * while another process has it open or where the file cannot be written, with `internal` for a file that is damaged, with
 * `config` for one that a newer Parley has written. Whoever opens it closes it.
 */
export async function openSqliteJournalStore(options: SqliteJournalStoreOptions): Promise<JournalStore> {
  const { file, onDamage = () => {} } = options
  await prepareStoreFolder(file)
  const release = await lockJournal(file).catch((cause: unknown) => {
    throw toStoreError(file, 'The journal could not be locked', cause)
  })
  try {
    const database = await openDatabase(file, onDamage)
    return createSqliteJournalStore(database, options, release)
  } catch (cause) {
    await release()
    throw toStoreError(file, 'The journal could not be opened', cause)
  }
}

async function openDatabase(file: string, onDamage: (damage: StoreDamage) => void): Promise<SqlDatabase> {
  await prepareStoreFile(file)
  const damage = await findWalDamage(file)
  const database = await openSqlDatabase(file)
  try {
    checkDatabase(database, file)
    migrateSchema(database, file)
    // Reported once: the broken end is gone with this.
    if (damage !== undefined) checkpoint(database)
    // Readers may come and go: who waits for them from here on would stop all conversations.
    database.exec('PRAGMA busy_timeout = 0')
  } catch (cause) {
    database.close()
    throw cause
  }
  if (damage !== undefined) onDamage(damage)
  return database
}

function checkDatabase(database: SqlDatabase, file: string): void {
  // The checkpoints are ours.
  database.exec(`PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = ${OPEN_TIMEOUT_MS}; PRAGMA secure_delete = ON`)
  const answer = database.prepare('SELECT CAST(integrity_check AS BLOB) AS answer FROM pragma_integrity_check(1)').get()
  const text = readText(answer ?? {}, 'answer')
  if (text !== 'ok') throw damagedError(file, text)
}

function createSqliteJournalStore(
  database: SqlDatabase,
  options: SqliteJournalStoreOptions,
  release: () => Promise<void>,
): JournalStore {
  const { file } = options
  const commits = createGroupCommit(createTransactionRunner(database, file))
  const closeRows = async (): Promise<void> => {
    commits.flush()
    try {
      database.prepare('PRAGMA incremental_vacuum').all()
      checkpoint(database)
      database.close()
    } catch {
      // All that was accepted is in the log; the next start reads it from there.
    }
    await release().catch(() => undefined)
  }
  const parts = { name: file, rows: createSqliteRows(database), transact: commits.transact, closeRows }
  const store = createJournalStore(parts, options)
  return {
    ...store,
    async delete(conversationId) {
      const isDeleted = await store.delete(conversationId)
      // The log still holds what was said: it is emptied.
      if (isDeleted) checkpoint(database)
      return isDeleted
    },
  }
}
