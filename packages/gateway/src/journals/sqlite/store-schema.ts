import { ParleyError } from '@parley/wire'
import type { SqlDatabase } from './sql-database.js'
import { damagedError } from './sqlite-errors.js'

/** 'Prly': what `file` and we know a journal by. */
export const APPLICATION_ID = 0x50726c79

/** Step n leads from version n to n + 1. A step that was released is never changed again. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE conversation (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE record (
    conversation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    checksum INTEGER,
    body TEXT,
    UNIQUE (conversation, position),
    UNIQUE (conversation, record_id)
  ) STRICT;
  `,
  `
  ALTER TABLE conversation ADD COLUMN pruned_until INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE event (
    conversation INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (conversation, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
]

export const SCHEMA_VERSION = STEPS.length

/** Makes an empty file one of today's version; prepares no statement. */
export function createSchema(database: SqlDatabase): void {
  runSteps(database, 0)
}

/** Brings a file to today's version, wholly or not at all. Throws `config` for one that only a newer Parley knows. */
export function migrateSchema(database: SqlDatabase, file: string): void {
  const version = readSchemaVersion(database, file)
  if (version === SCHEMA_VERSION) return
  runSteps(database, version)
}

function runSteps(database: SqlDatabase, version: number): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of STEPS.slice(version)) database.exec(step)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
  } catch (cause) {
    database.exec('ROLLBACK')
    throw cause
  }
}

/** Throws for a file that is not ours, `config` for one of a version that only a newer Parley knows. */
export function readSchemaVersion(database: SqlDatabase, file: string): number {
  const version = readPragma(database, 'user_version')
  if (readPragma(database, 'application_id') !== APPLICATION_ID) {
    throw damagedError(file, 'it is a SQLite database and no journal of Parley')
  }
  if (version < 1) throw damagedError(file, `its version is ${version}`)
  if (version <= SCHEMA_VERSION) return version
  throw new ParleyError(
    'config',
    `${file} has version ${version}; this Parley knows it up to version ${SCHEMA_VERSION}. A newer Parley has written ` +
      'it: update Parley, or name another file. Nothing was changed.',
  )
}

function readPragma(database: SqlDatabase, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
