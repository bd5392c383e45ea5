import { chmod, lstat, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { ParleyError } from '@parley/wire'

/** `$XDG_STATE_HOME/parley`, else `~/.local/state/parley`. A value that is not absolute counts as not set. */
export function defaultStateFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): string {
  const named = environment['XDG_STATE_HOME']
  const base = named !== undefined && isAbsolute(named) ? named : join(home, '.local', 'state')
  return join(base, 'parley')
}

/** Where each thing is that a gateway keeps in its state folder. */
export interface StatePlaces {
  readonly folder: string
  readonly journalFile: string
  readonly tokenFile: string
}

export function statePlaces(folder: string): StatePlaces {
  return {
    folder,
    journalFile: join(folder, 'conversations.db'),
    tokenFile: join(folder, 'token'),
  }
}

/**
 * Makes the folder and those above it, for its owner only, and takes rights of others away from one that is there. Throws
 * `config` where it cannot be had, or belongs to somebody else.
 */
export async function prepareStateFolder(folder: string): Promise<StatePlaces> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const facts = await lstat(folder)
    const uid = process.getuid?.() ?? facts.uid
    if (!facts.isDirectory() || facts.uid !== uid) throw new Error('it is no folder of yours')
    if ((facts.mode & 0o077) !== 0) await chmod(folder, 0o700)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ParleyError(
      'config',
      `The state folder ${folder} cannot be used: ${reason}. Name another one (--state-dir, PARLEY_STATE_DIR).`,
      { cause },
    )
  }
  return statePlaces(folder)
}
