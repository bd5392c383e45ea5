import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJsonObject } from '@parley/wire'

/** Remembers in which folder the agent of a conversation works: its tasks must not go on in another one after a restart. */
export interface WorkFolders {
  /** Durable when it returns. Throws where it cannot be written: a task that nobody could take up again must not begin. */
  remember(conversationId: string, workingDirectory: string): void
  recall(conversationId: string): string | undefined
  forget(conversationId: string): void
}

/** One small file for each conversation that has a folder of its own. */
export function createWorkFolders(folder: string): WorkFolders {
  const fileOf = (conversationId: string): string =>
    join(folder, `${createHash('sha256').update(conversationId).digest('hex')}.json`)
  return {
    remember(conversationId, workingDirectory) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeDurably(fileOf(conversationId), JSON.stringify({ conversationId, workingDirectory }))
    },
    recall(conversationId) {
      const text = readIfThere(fileOf(conversationId))
      const value = text === undefined ? undefined : decodeJsonObject(text)?.['workingDirectory']
      return typeof value === 'string' ? value : undefined
    },
    forget(conversationId) {
      rmSync(fileOf(conversationId), { force: true })
    },
  }
}

/** For what lives as long as the process. */
export function createMemoryWorkFolders(): WorkFolders {
  const folders = new Map<string, string>()
  return {
    remember: (conversationId, workingDirectory) => void folders.set(conversationId, workingDirectory),
    recall: (conversationId) => folders.get(conversationId),
    forget: (conversationId) => void folders.delete(conversationId),
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
