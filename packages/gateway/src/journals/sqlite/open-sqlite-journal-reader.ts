import { ParleyError } from '@parley/wire'
import type { JournalReader } from '../journal-store.js'
import { recordUpgrades } from '../store/record-form.js'
import { createStoreReader } from '../store/store-reader.js'
import { openSqlDatabase } from './sql-database.js'
import { createSqliteRows } from './sqlite-rows.js'
import { toStoreError } from './sqlite-errors.js'
import { sizeOf } from './store-files.js'
import { readSchemaVersion, SCHEMA_VERSION } from './store-schema.js'

/** How long a read waits for a moment in which the owner has the whole file: that blocks this process only. */
const BUSY_TIMEOUT_MS = 2000

/**
 * Reads a store while another process may be writing it: takes no lock, changes nothing. Rejects with `unavailable` where
 * there is no file, with `config` for one of another version, with `internal` for one that is damaged. Whoever opens it
 * closes it.
 */
export async function openSqliteJournalReader({ file }: { readonly file: string }): Promise<JournalReader> {
  if ((await sizeOf(file)) === undefined) {
    throw new ParleyError('unavailable', `There is no journal ${file} yet: it is made with the first conversation.`)
  }
  const database = await openSqlDatabase(file)
  try {
    database.exec(`PRAGMA query_only = ON; PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    checkVersion(readSchemaVersion(database, file), file)
    return createSqliteReader(createSqliteRows(database), file, () => {
      database.close()
    })
  } catch (cause) {
    database.close()
    throw toStoreError(file, 'The journal could not be read', cause)
  }
}

function checkVersion(version: number, file: string): void {
  if (version === SCHEMA_VERSION) return
  const message = `${file} has version ${version} and is read as version ${SCHEMA_VERSION}: start the gateway once, it upgrades it.`
  throw new ParleyError('config', message)
}

function createSqliteReader(
  rows: ReturnType<typeof createSqliteRows>,
  name: string,
  closeDatabase: () => void,
): JournalReader {
  let isClosed = false
  const checkOpen = (): void => {
    if (isClosed) throw new ParleyError('closed', `The journal ${name} is closed; open it again.`)
  }
  const reader = createStoreReader({
    ...{ rows, upgrades: recordUpgrades, name, checkOpen },
    transact: async (work) => work(),
  })
  return {
    ...reader,
    async close() {
      if (isClosed) return
      isClosed = true
      closeDatabase()
    },
  }
}
