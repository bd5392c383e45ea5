import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decodeJsonObject, isRecord, ParleyError } from '@parley/wire'

/** Files that the user has read and allowed to decide about safety: by path, what was in them. */
export interface TrustStore {
  readonly file: string
  isTrusted(path: string, content: string): Promise<boolean>
  trust(path: string, content: string): Promise<void>
  /** Whether it was trusted. */
  forget(path: string): Promise<boolean>
}

/** Nothing is read before it is asked for. A store that cannot be read trusts nothing. */
export function createTrustStore(stateFolder: string): TrustStore {
  const file = join(stateFolder, 'trusted-configs.json')
  const read = async (): Promise<ReadonlyMap<string, string>> => {
    const stored = decodeJsonObject(await readFile(file, 'utf8').catch(() => ''))
    const trusted = stored?.['trusted']
    const entries = isRecord(trusted) ? Object.entries(trusted) : []
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  }
  const write = async (trusted: ReadonlyMap<string, string>): Promise<void> => {
    const text = `${JSON.stringify({ version: 1, trusted: Object.fromEntries(trusted) }, undefined, 2)}\n`
    const unfinished = `${file}.${String(process.pid)}`
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await writeFile(unfinished, text, { mode: 0o600 })
      await rename(unfinished, file)
    } catch (cause) {
      throw new ParleyError(
        'config',
        `${file} cannot be written, so nothing can be trusted; name another folder with PARLEY_STATE_DIR`,
        { cause },
      )
    }
  }
  return {
    file,
    isTrusted: async (path, content) => (await read()).get(path) === hashOf(content),
    trust: async (path, content) => write(new Map(await read()).set(path, hashOf(content))),
    forget: async (path) => {
      const trusted = new Map(await read())
      const wasTrusted = trusted.delete(path)
      if (wasTrusted) await write(trusted)
      return wasTrusted
    },
  }
}

/** Of the content as it is used, so that nothing can change between the check and the use. */
function hashOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
