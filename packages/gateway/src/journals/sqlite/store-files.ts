import { chmod, copyFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../journal-file.js'
import { scanWal } from './scan-wal.js'
import { openSqlDatabase } from './sql-database.js'
import { damagedError, errorCode, toStoreError } from './sqlite-errors.js'
import { createSchema } from './store-schema.js'

/** Something that was found at the end of a store's write-ahead log and will not be read. */
export interface StoreDamage {
  /**
   * `torn`: what a crash or a full disk has half written; nothing accepted is in it. `lost`: whole commits stand behind a
   * broken place, so records that were accepted may be gone: the medium has failed, or it confirmed what it had not written.
   */
  readonly kind: 'torn' | 'lost'
  readonly file: string
  readonly offset: number
  readonly bytes: number
  /** Where a lost end was put aside before it is written over; undefined for a torn one. */
  readonly copy: string | undefined
}

/** Makes the folder, not its parents: a disk that is not there is not replaced by a folder of its name. */
export async function prepareStoreFolder(file: string): Promise<void> {
  const folder = dirname(file)
  try {
    await mkdir(folder, { mode: 0o700 })
    await syncFolder(dirname(folder))
  } catch (cause) {
    if (errorCode(cause) !== 'EEXIST') throw toStoreError(file, `The folder ${folder} could not be made`, cause)
  }
}

/** Makes sure that a whole file is there: a new one appears under its name at once, an emptied one is never taken for new. */
export async function prepareStoreFile(file: string): Promise<void> {
  const [size, walSize = 0] = [await sizeOf(file), await sizeOf(`${file}-wal`)]
  if (size === undefined && walSize > 0) throw damagedError(file, 'it is gone, and its -wal is there')
  if (size === undefined) return createStoreFile(file)
  if (size === 0) throw damagedError(file, 'it is empty, which a journal never is')
  await chmod(file, 0o600)
}

async function createStoreFile(file: string): Promise<void> {
  const fresh = `${file}.new`
  for (const suffix of ['', '-wal', '-shm']) await rm(fresh + suffix, { force: true })
  // SQLite gives its other files the mode of this one.
  await (await open(fresh, 'wx', 0o600)).close()
  const database = await openSqlDatabase(fresh)
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  createSchema(database)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  // A connection that has prepared a statement lives on in libsql until that is collected, and would then still hold the
  // shared memory of the name that this file has now. This one has not.
  database.close()
  for (const suffix of ['-wal', '-shm']) await rm(fresh + suffix, { force: true })
  await rename(fresh, file)
  await syncFolder(dirname(file))
}

/** Looks at the write-ahead log before SQLite does, which passes over a broken end in silence. */
export async function findWalDamage(file: string): Promise<StoreDamage | undefined> {
  const wal = `${file}-wal`
  const bytes = await readFile(wal).catch(() => new Uint8Array())
  const { validBytes, tailBytes, lostCommits } = scanWal(bytes)
  if (tailBytes === 0) return undefined
  const place = { file: wal, offset: validBytes, bytes: tailBytes }
  // The last commit may be one that was never confirmed; one before it was.
  if (lostCommits < 2) return { kind: 'torn', ...place, copy: undefined }
  const copy = `${wal}.damaged-${Date.now()}`
  await copyFile(wal, copy)
  await chmod(copy, 0o600)
  return { kind: 'lost', ...place, copy }
}

/** Undefined where there is none. */
export async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined
    throw cause
  }
}
