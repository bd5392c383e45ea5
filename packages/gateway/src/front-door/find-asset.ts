import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Asset, PageSource } from './door-routes.js'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Names of plain characters that begin with no dot: no escape, no backslash, no `..`, no hidden file. */
const PLAIN_PATH = /^(?:\/[\w@+-][\w.@+-]{0,127}){1,16}$/

/** What a page's path leads to; `undefined` is 404. Never rejects for what a client asks. */
export async function findAsset(source: PageSource, path: string): Promise<Asset | undefined> {
  const name = path === '/' ? '/index.html' : path
  if (!PLAIN_PATH.test(name)) return undefined
  return typeof source === 'string' ? readAsset(source, name) : source(name)
}

/** Only files whose real place is inside the folder, and whose kind has a known content type. */
async function readAsset(folder: string, name: string): Promise<Asset | undefined> {
  const contentType = Object.hasOwn(CONTENT_TYPES, extname(name)) ? CONTENT_TYPES[extname(name)] : undefined
  if (contentType === undefined) return undefined
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, name))
    if (!path.startsWith(`${root}${sep}`) || !(await stat(path)).isFile()) return undefined
    return { contentType, bytes: await readFile(path) }
  } catch {
    return undefined
  }
}
