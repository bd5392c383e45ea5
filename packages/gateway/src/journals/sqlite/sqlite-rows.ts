import type { ConversationRow, EventRow, RecordRow, StoreRows } from '../store/store-rows.js'
import { readText } from './sql-database.js'
import type { SqlDatabase, SqlRow } from './sql-database.js'

// Texts are read as bytes; `readText` says why.
const CONVERSATION = 'SELECT key, CAST(id AS BLOB) AS id, epoch, created_at, last_at, pruned_until FROM conversation'
const EPOCH_FLOOR = 'epoch_floor'

/** Rows of a database that has today's schema. */
export function createSqliteRows(database: SqlDatabase): StoreRows {
  const findRow = database.prepare(`${CONVERSATION} WHERE id = ?`)
  const listRows = database.prepare(`${CONVERSATION} WHERE key < ? ORDER BY key DESC LIMIT ?`)
  const findFact = database.prepare('SELECT value FROM fact WHERE name = ?')
  const saveFact = database.prepare(
    'INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)',
  )
  const saveEpoch = database.prepare(
    `INSERT INTO conversation (id, epoch, created_at, last_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch`,
  )
  const removals = ['record WHERE conversation', 'event WHERE conversation', 'conversation WHERE key'].map((where) =>
    database.prepare(`DELETE FROM ${where} = ?`),
  )
  return {
    find(conversationId) {
      const row = findRow.get(conversationId)
      return row === undefined ? undefined : decodeConversation(row)
    },
    list: (beforeKey, limit) => listRows.all(beforeKey, limit).map(decodeConversation),
    epochFloor: () => Number(findFact.get(EPOCH_FLOOR)?.['value'] ?? 0),
    saveEpoch(conversationId, epoch, nowMs) {
      saveEpoch.run(conversationId, epoch, nowMs, nowMs)
    },
    remove({ key, epoch }) {
      for (const removal of removals) removal.run(key)
      saveFact.run(EPOCH_FLOOR, epoch)
    },
    ...createRecordRows(database),
    ...createEventRows(database),
  }
}

type RecordMethods = 'appendRecord' | 'countRecords' | 'readRecords' | 'dropRecords'

function createRecordRows(database: SqlDatabase): Pick<StoreRows, RecordMethods> {
  const append = database.prepare(
    `INSERT INTO record (conversation, position, record_id, kind, version, checksum, body)
     VALUES (?1, (SELECT coalesce(max(position) + 1, 0) FROM record WHERE conversation = ?1), ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (conversation, record_id) DO NOTHING`,
  )
  const touch = database.prepare('UPDATE conversation SET last_at = ? WHERE key = ? AND last_at <> ?')
  const read = database.prepare(
    `SELECT position, CAST(record_id AS BLOB) AS record_id, CAST(kind AS BLOB) AS kind, version, checksum,
       CAST(body AS BLOB) AS body FROM record
     WHERE conversation = ? AND position >= ? AND (body IS NOT NULL OR checksum IS NOT NULL) ORDER BY position LIMIT ?`,
  )
  const count = database.prepare(
    'SELECT count(*) AS appended, count(checksum) AS kept FROM record WHERE conversation = ?',
  )
  const drop = database.prepare(
    'UPDATE record SET body = NULL, checksum = NULL WHERE conversation = ? AND position = ?',
  )
  return {
    appendRecord(key, { recordId, kind, version, checksum, body }, nowMs) {
      append.run(key, recordId, kind, version, checksum, body)
      touch.run(nowMs, key, nowMs)
    },
    countRecords(key) {
      const row = count.get(key)
      return { appended: Number(row?.['appended']), kept: Number(row?.['kept']) }
    },
    readRecords: (key, from, limit) => read.all(key, from, limit).map(decodeRecordRow),
    dropRecords(key, positions) {
      for (const position of positions) drop.run(key, position)
    },
  }
}

function createEventRows(
  database: SqlDatabase,
): Pick<StoreRows, 'appendEvent' | 'countEvents' | 'pruneEvents' | 'readEvents'> {
  const append = database.prepare('INSERT INTO event (conversation, sequence, at, body) VALUES (?, ?, ?, ?)')
  const count = database.prepare('SELECT count(*) AS count FROM event WHERE conversation = ?')
  const findOld = database.prepare(
    'SELECT sequence FROM event WHERE conversation = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?',
  )
  const prune = database.prepare('DELETE FROM event WHERE conversation = ? AND sequence <= ?')
  const notePruned = database.prepare('UPDATE conversation SET pruned_until = ? WHERE key = ?')
  const read = database.prepare(
    'SELECT sequence, at, CAST(body AS BLOB) AS body FROM event WHERE conversation = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  )
  return {
    appendEvent(key, { sequence, atMs, body }) {
      append.run(key, sequence, atMs, body)
    },
    countEvents: (key) => Number(count.get(key)?.['count']),
    pruneEvents(key, keep) {
      const sequence = findOld.get(key, keep)?.['sequence']
      if (typeof sequence !== 'number') return
      prune.run(key, sequence)
      notePruned.run(sequence, key)
    },
    readEvents: (key, after, limit) => read.all(key, after, limit).map(decodeEventRow),
  }
}

// The tables are STRICT, so a column has its type or is NULL; what it says is checked by whoever uses it.

function decodeConversation(row: SqlRow): ConversationRow {
  return {
    ...{ key: Number(row['key']), conversationId: readText(row, 'id'), epoch: Number(row['epoch']) },
    ...{ createdAtMs: Number(row['created_at']), lastAtMs: Number(row['last_at']) },
    prunedUntil: Number(row['pruned_until']),
  }
}

function decodeRecordRow(row: SqlRow): RecordRow {
  return {
    ...{ position: Number(row['position']), recordId: readText(row, 'record_id'), kind: readText(row, 'kind') },
    ...{ version: Number(row['version']), checksum: Number(row['checksum']), body: readText(row, 'body') },
  }
}

function decodeEventRow(row: SqlRow): EventRow {
  return { sequence: Number(row['sequence']), atMs: Number(row['at']), body: readText(row, 'body') }
}
