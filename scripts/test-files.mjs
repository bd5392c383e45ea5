import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'fixtures', 'assets'])

/**
 * The test files to run, as paths from `root`, in groups: `unit` (beside the code they test) and `e2e`
 * (tests/ and bench/). The sources are the list, so that what is left in dist/ of a deleted test never runs;
 * a wanted test that is not compiled is an error. Node 20 expands no globs for `node --test`, hence this file.
 */
export function listTestFiles(root, isWanted = () => true) {
  const rooms = ['packages', 'apps'].flatMap((parent) => listFolders(join(root, parent)))
  const scripts = walk(join(root, 'scripts'), '.test.mjs')
    .map((path) => relative(root, path))
    .filter(isWanted)
  return {
    unit: [...rooms.flatMap((room) => listCompiledTests(root, room, 'src', isWanted)), ...scripts],
    e2e: [
      ...listCompiledTests(root, join(root, 'tests'), '.', isWanted),
      ...listCompiledTests(root, join(root, 'bench'), 'src', isWanted),
    ],
  }
}

function listFolders(folder) {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name))
}

function listCompiledTests(root, workspace, sourceFolder, isWanted) {
  const sources = join(workspace, sourceFolder)
  return walk(sources, '.test.ts').flatMap((source) => {
    const compiled = join(workspace, 'dist', relative(sources, source).replace(/\.ts$/, '.js'))
    if (!isWanted(relative(root, compiled))) return []
    if (!existsSync(compiled)) throw new Error(`${relative(root, source)} is not compiled: run npm run build`)
    return [relative(root, compiled)]
  })
}

function walk(folder, suffix) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => one.name.localeCompare(other.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(path, suffix)
      return entry.name.endsWith(suffix) ? [path] : []
    })
}
