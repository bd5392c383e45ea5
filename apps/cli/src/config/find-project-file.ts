import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ParleyError } from '@parley/wire'

export const projectFileNames = [
  'parley.config.json',
  'parley.config.ts',
  'parley.config.mts',
  'parley.config.js',
  'parley.config.mjs',
] as const

/**
 * The nearest configuration file, from the working directory upward. The search ends with the folder that is the root of
 * a git work tree, with the home folder, or with the root of the file system, whichever comes first; each of these is
 * still looked at. Throws `config` where one folder holds two.
 */
export async function findProjectFile(workingDirectory: string, homeDirectory: string): Promise<string | undefined> {
  for (let folder = resolve(workingDirectory); ; folder = dirname(folder)) {
    const names = await listNames(folder)
    const found = projectFileNames.filter((name) => names.includes(name))
    if (found.length > 1) {
      throw new ParleyError('config', `${folder} has ${found.join(' and ')}; keep one of them`)
    }
    if (found[0] !== undefined) return join(folder, found[0])
    const isLast = names.includes('.git') || folder === resolve(homeDirectory) || folder === dirname(folder)
    if (isLast) return undefined
  }
}

/** A folder that cannot be read has nothing in it. */
function listNames(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
