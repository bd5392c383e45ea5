import { open, readFile } from 'node:fs/promises'
import type { Journal, JournalRecord, StoredRecord } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import { createGroupWriter } from './group-writer.js'
import type { GroupWriter } from './group-writer.js'
import { openJournalFile } from './journal-file.js'
import type { JournalFile } from './journal-file.js'
import { decodeJournalLine, encodeJournalLine } from './journal-line.js'
import { lockJournal } from './journal-lock.js'
import type { ReleaseLock } from './journal-lock.js'
import { scanJournal } from './scan-journal.js'
import type { JournalDamage, LinePlace } from './scan-journal.js'

export type { JournalDamage } from './scan-journal.js'

export interface FileJournalOptions {
  /** A file of its own on a local disk; created where there is none. Beside it stands `<path>.lock` while it is open. */
  readonly path: string
  /** For tests. Default: the file itself. */
  readonly openFile?: (path: string) => Promise<JournalFile>
}

export interface FileJournal extends Journal {
  /** What was found in the file that is no record. A torn end is normal after a crash and loses nothing accepted. */
  readonly damage: readonly JournalDamage[]
  /** Flushes to the disk so far: appends of one turn of the event loop share one. */
  readonly syncCount: number
}

/**
 * A journal in one file of JSON Lines. An append resolves after `fdatasync`; a start is never refused because of what
 * the file holds. Rejects with `unavailable` while another process has it open. Whoever opens it closes it.
 */
export async function openFileJournal({ path, openFile = openJournalFile }: FileJournalOptions): Promise<FileJournal> {
  const release = await lockJournal(path)
  try {
    const file = await openFile(path)
    try {
      const scan = scanJournal(await readFile(path))
      if (scan.damage.some(({ kind }) => kind === 'torn')) {
        await file.truncate(scan.size)
        await file.sync()
      }
      const writer = createGroupWriter(file, scan.size, path)
      return createFileJournal(path, writer, { ...scan, places: [...scan.places] }, async () => {
        await closeAll(writer, file, release)
      })
    } catch (cause) {
      await file.close()
      throw cause
    }
  } catch (cause) {
    await release()
    throw cause
  }
}

async function closeAll(writer: GroupWriter, file: JournalFile, release: ReleaseLock): Promise<void> {
  await writer.idle()
  await file.close().catch(() => undefined)
  await release()
}

interface Contents {
  readonly recordIds: readonly string[]
  /** Grows. */
  readonly places: LinePlace[]
  readonly damage: readonly JournalDamage[]
}

function createFileJournal(
  path: string,
  writer: GroupWriter,
  { recordIds, places, damage }: Contents,
  closeFile: () => Promise<void>,
): FileJournal {
  /** Each record's append, so that a second one of the same id waits for the same flush. */
  const appends = new Map<string, Promise<void>>(recordIds.map((recordId) => [recordId, Promise.resolve()]))
  let closing: Promise<void> | undefined

  const append = async (record: JournalRecord): Promise<void> => {
    try {
      places.push(await writer.write(encodeJournalLine(record)))
    } catch (cause) {
      appends.delete(record.recordId)
      throw cause
    }
  }
  return {
    damage,
    append(record) {
      const { recordId } = record
      if (closing !== undefined) {
        return Promise.reject(new ParleyError('closed', `The journal ${path} is closed; ${recordId} was not saved.`))
      }
      const made = appends.get(recordId) ?? append(record)
      appends.set(recordId, made)
      return made
    },
    read: (from = 0) => readPlaces(path, places.slice(from), from),
    close() {
      closing ??= closeFile()
      return closing
    },
    get syncCount() {
      return writer.syncCount
    },
  }
}

async function* readPlaces(
  path: string,
  places: readonly LinePlace[],
  from: number,
): AsyncGenerator<StoredRecord, void> {
  if (places.length === 0) return
  const handle = await open(path, 'r')
  try {
    for (const [index, { start, length }] of places.entries()) {
      const bytes = new Uint8Array(length)
      await handle.read(bytes, 0, length, start)
      const record = decodeJournalLine(new TextDecoder().decode(bytes))
      if ('problem' in record) {
        throw new ParleyError('internal', `${path}, byte ${start}: the record cannot be read: ${record.problem}.`)
      }
      yield { position: from + index, record }
    }
  } finally {
    await handle.close()
  }
}
