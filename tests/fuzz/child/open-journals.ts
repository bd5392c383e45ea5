import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openFileJournal, openSqliteJournalStore } from '@parley/gateway'
import { ParleyError } from '@parley/wire'
import { bytesOf } from './decode-everything.js'

type OpenAndRead = (bytes: Uint8Array, folder: string) => Promise<void>

/** Journals as a disk may have left them: opened and read to their end, or refused by an error of ours. */
const journals: Readonly<Record<string, OpenAndRead>> = {
  async 'journal-file'(bytes, folder) {
    const path = join(folder, 'journal.jsonl')
    await writeFile(path, bytes)
    const journal = await openFileJournal({ path })
    try {
      for await (const { position } of journal.read()) if (position < 0) throw new Error('a position below 0')
    } finally {
      await journal.close()
    }
  },
  async 'journal-db'(bytes, folder) {
    const file = join(folder, 'journal.db')
    await writeFile(file, bytes)
    const store = await openSqliteJournalStore({ file })
    try {
      const { conversations } = await store.list()
      for (const { conversationId } of conversations) {
        await store.readEvents(conversationId)
        for await (const { position } of store.read(conversationId)) if (position < 0) throw new Error('below 0')
      }
    } finally {
      await store.close()
    }
  },
}

export const journalTargets: readonly string[] = Object.keys(journals)

export async function openJournals(name: string, [content = '']: readonly string[], within: string): Promise<void> {
  const folder = await mkdtemp(join(within, 'journal-'))
  try {
    await journals[name]?.(bytesOf(content), folder)
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
