import { constants } from 'node:fs'
import { mkdir, open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, isAbsolute, join, basename, resolve } from 'node:path'
import { ParleyError } from '@parley/wire'
import type { FileRead } from './decode-acp-answers.js'
import { isInside } from './folder-paths.js'

/** Larger files are not read and not written for an agent. */
export const MAX_FILE_BYTES = 1_048_576

/** Files of one folder for an agent that asks us for them. Every method rejects with `refused` and says why. */
export interface ServedFiles {
  read(request: Pick<FileRead, 'path' | 'line' | 'limit'>): Promise<string>
  /** The text of a file that may be written; undefined when there is none yet. */
  readForWriting(path: string, content: string): Promise<string | undefined>
  /** Makes the folders that are missing. */
  write(path: string, content: string): Promise<void>
}

/**
 * Only what lies in the folder is served, by its real path: a symbolic link that leads out is refused, and so is what is no
 * regular file.
 */
export function createServedFiles(folder: string): ServedFiles {
  /** The real path of what may not exist yet: of the part that exists, and the rest behind it. */
  const findPlace = async (path: string): Promise<string> => {
    if (!isAbsolute(path)) throw refused(path, 'is no absolute path')
    const home = await realpath(folder)
    const place = await realPlace(resolve(path))
    if (!isInside(home, place) || place === home) throw refused(path, `does not lie in ${folder}`)
    return place
  }
  const readAt = async (path: string, place: string): Promise<string> => {
    const file = await openRegular(path, place, constants.O_RDONLY)
    try {
      const { size } = await file.stat()
      if (size > MAX_FILE_BYTES) throw refused(path, `is larger than ${MAX_FILE_BYTES} bytes`)
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  }
  return {
    async read({ path, line, limit }) {
      const text = await readAt(path, await findPlace(path))
      if (line <= 1 && limit >= text.length) return text
      return text
        .split('\n')
        .slice(Math.max(0, line - 1), Math.max(0, line - 1) + limit)
        .join('\n')
    },
    async readForWriting(path, content) {
      if (Buffer.byteLength(content) > MAX_FILE_BYTES) throw refused(path, `would be over ${MAX_FILE_BYTES} bytes`)
      const place = await findPlace(path)
      try {
        return await readAt(path, place)
      } catch (cause) {
        if (isMissing(cause)) return undefined
        throw cause
      }
    },
    async write(path, content) {
      const place = await findPlace(path)
      await mkdir(dirname(place), { recursive: true })
      const file = await openRegular(path, place, constants.O_WRONLY | constants.O_CREAT)
      try {
        await file.truncate(0)
        await file.writeFile(content)
      } finally {
        await file.close()
      }
    },
  }
}

async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    const parent = dirname(path)
    if (!isMissing(cause) || parent === path) throw cause
    return join(await realPlace(parent), basename(path))
  }
}

/** A link that was put there in the meantime is not followed, and a pipe does not make us wait. */
async function openRegular(path: string, place: string, flags: number): Promise<FileHandle> {
  const file = await open(place, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  const isFile = await file.stat().then((found) => found.isFile())
  if (isFile) return file
  await file.close()
  throw refused(path, 'is no regular file')
}

function refused(path: string, why: string): ParleyError {
  return new ParleyError('refused', `${path} ${why}; it is not served.`)
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
