import { execFile } from 'node:child_process'
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isPrivateName } from './is-private-name.js'

export interface DirectoryMapOptions {
  /** Folders in folders; default 3. */
  readonly maxDepth?: number
  /** Of all lines; default 400. */
  readonly maxEntries?: number
  /** Of one folder; default 50. */
  readonly maxEntriesPerFolder?: number
}

/**
 * The names of files and folders, indented by depth, folders first and with a slash: text for a model that shall know what
 * there is. Contents are never read, links never followed; private names (`isPrivateName`) and what git ignores stay out.
 * A folder that cannot be read is empty.
 */
export async function readDirectoryMap(folder: string, options: DirectoryMapOptions = {}): Promise<string> {
  const { maxDepth = 3, maxEntries = 400, maxEntriesPerFolder = 50 } = options
  const lines: string[] = []

  const walk = async (path: string, depth: number): Promise<void> => {
    const entries = await listEntries(folder, path)
    const indent = '  '.repeat(depth)
    for (const entry of entries.slice(0, maxEntriesPerFolder)) {
      if (lines.length >= maxEntries) return
      lines.push(`${indent}${toLine(entry)}`)
      if (entry.isDirectory() && depth + 1 < maxDepth) await walk(join(path, entry.name), depth + 1)
    }
    const leftOutCount = entries.length - maxEntriesPerFolder
    if (leftOutCount > 0 && lines.length < maxEntries) lines.push(`${indent}(${leftOutCount} more)`)
  }
  await walk(folder, 0)
  return lines.join('\n')
}

async function listEntries(root: string, path: string): Promise<readonly Dirent[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((): Dirent[] => [])
  const shown = entries.filter((entry) => (entry.isDirectory() || entry.isFile()) && !isPrivateName(entry.name))
  const ignored = await listIgnored(
    root,
    shown.map(({ name }) => relative(root, join(path, name)).split(sep).join('/')),
  )
  const kept = shown.filter(({ name }) => !ignored.has(relative(root, join(path, name)).split(sep).join('/')))
  return kept.toSorted((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || compareNames(a.name, b.name))
}

/** A name with a line break would be two lines. */
function toLine(entry: Dirent): string {
  const name = entry.name.replaceAll(/\p{Cc}/gu, '?')
  return entry.isDirectory() ? `${name}/` : name
}

const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Asks git, one call a folder. Without git, or outside a repository, nothing is ignored. */
function listIgnored(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return Promise.resolve(new Set())
  return new Promise((resolve) => {
    const git = execFile(
      'git',
      ['check-ignore', '--stdin', '-z'],
      { cwd: root, timeout: 2000, maxBuffer: 4 * 1024 * 1024 },
      (_error, stdout) => {
        resolve(new Set(stdout.split('\0').filter((path) => path !== '')))
      },
    )
    git.stdin?.on('error', () => {})
    git.stdin?.end(paths.join('\0'))
  })
}
