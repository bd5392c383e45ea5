import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const PAGES = fileURLToPath(new URL('../../../webrtc/pages/', import.meta.url))
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
}

/** The pages of these tests, and folders of others' scripts, on a port of this machine. */
export interface PageServer {
  readonly url: string
  close(): Promise<void>
}

/** `folders`: a first path segment and the folder whose files it stands for; `pages` is always there. */
export async function openPageServer(
  folders: Readonly<Record<string, string>> = {},
  host = '127.0.0.1',
): Promise<PageServer> {
  const roots: Readonly<Record<string, string>> = { ...folders, pages: PAGES }
  const serve = async (path: string, response: ServerResponse): Promise<void> => {
    const root = roots[path.split('/')[1] ?? '']
    if (root === undefined) return void response.writeHead(404).end()
    const body = await readFile(`${root}/${basename(path)}`)
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream').end(body)
  }
  const http = createServer(({ url = '/' }, response) => {
    serve(url, response).catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => http.listen(0, host, resolve))
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
