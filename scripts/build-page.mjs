#!/usr/bin/env node
// Builds the page into apps/web/dist/page, unless nothing that it is made of is newer. The TypeScript packages must be
// compiled: the page takes them as they are published.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const WEB = join(ROOT, 'apps', 'web')
const BUILT = join(WEB, 'dist', 'page', 'index.html')
const SOURCES = [
  ...['src', 'public', 'index.html', 'vite.config.js', 'package.json'].map((path) => join(WEB, path)),
  join(ROOT, 'packages', 'wire', 'dist'),
  join(ROOT, 'package-lock.json'),
]

/** When something in the file or folder was last changed, in ms since 1970; 0 where there is nothing. */
export function newestOf(path) {
  if (!existsSync(path)) return 0
  const facts = statSync(path)
  if (!facts.isDirectory()) return facts.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestOf(join(path, name))))
}

/** Whether the built page is older than what it is made of, or not there. */
export function isStale(built, sources) {
  return !existsSync(built) || newestOf(built) < Math.max(...sources.map(newestOf))
}

async function main() {
  if (!isStale(BUILT, SOURCES)) return
  const { build } = await import('vite')
  await build({ root: WEB, configFile: join(WEB, 'vite.config.js') })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
