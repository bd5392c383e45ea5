import { ParleyError } from '@parley/wire'
import type Libsql from 'libsql'

/** A SQLite connection, as little of it as a store needs. All calls are synchronous. */
export interface SqlDatabase {
  /** Statements without values and without rows. */
  exec(sql: string): void
  prepare(sql: string): SqlStatement
  close(): void
}

export interface SqlStatement {
  run(...values: readonly SqlValue[]): void
  get(...values: readonly SqlValue[]): SqlRow | undefined
  all(...values: readonly SqlValue[]): readonly SqlRow[]
}

export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, unknown>>

/** Opens or creates a database by `libsql`, whose binary comes with its package. Rejects with `config` where none fits. */
export async function openSqlDatabase(file: string): Promise<SqlDatabase> {
  const Database = await loadDatabase()
  const database = new Database(file)
  return {
    exec: (sql) => {
      database.exec(sql)
    },
    prepare(sql) {
      const statement = database.prepare<SqlValue[]>(sql)
      return {
        run: (...values) => {
          statement.run(...values)
        },
        get: (...values) => decodeRow(statement.get(...values)),
        all: (...values) => statement.all(...values).map((row) => decodeRow(row) ?? {}),
      }
    },
    close: () => {
      database.close()
    },
  }
}

async function loadDatabase(): Promise<typeof Libsql> {
  try {
    // Loaded when it is needed: a store in memory works where there is no binary.
    return (await import('libsql')).default
  } catch (cause) {
    throw new ParleyError(
      'config',
      `The journal cannot be stored here: libsql has no binary for ${process.platform}-${process.arch}, or it was not ` +
        'installed. Run `npm install` again without `--omit=optional`.',
      { cause },
    )
  }
}

function decodeRow(row: unknown): SqlRow | undefined {
  return typeof row === 'object' && row !== null ? (row as SqlRow) : undefined
}

const decoder = new TextDecoder()

/**
 * A text that was selected by `CAST(… AS BLOB)`; '' where there is none. Texts are read like this because libsql ends
 * the whole process at one that is no UTF-8, and a file that has rotted holds such texts.
 */
export function readText(row: SqlRow, column: string): string {
  const value = row[column]
  // `get` gives the one, `all` the other.
  return value instanceof Uint8Array || value instanceof ArrayBuffer ? decoder.decode(value) : ''
}
