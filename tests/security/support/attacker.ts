import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { Page } from 'playwright-core'

/** Another web server of this machine: the one that an attacker's names lead to. */
export interface AttackerSite {
  readonly port: number
  /** `METHOD /path` of each request that it got. */
  asked(): readonly string[]
  close(): Promise<void>
}

export async function openAttackerSite(html: string): Promise<AttackerSite> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: portOf(server), asked: () => asked, close: () => closeServer(server) }
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('the site has no port')
  return address.port
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** What `fetch` says in the page: the status of the answer, `opaque`, or `refused`. */
export function fetchInPage(page: Page, url: string, init: object = {}): Promise<unknown> {
  const request = `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)})`
  return page.evaluate(
    `${request}.then((answer) => answer.type === 'opaque' ? 'opaque' : answer.status, () => 'refused')`,
  )
}

/** `open` or `refused`. */
export function knockInPage(page: Page, url: string, protocols: readonly string[]): Promise<unknown> {
  return page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket(${JSON.stringify(url)}, ${JSON.stringify(protocols)})
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('refused')
  })`)
}

/**
 * Opens a page of the attacker at an address whose name then leads to somebody else: the first answer comes from
 * the attacker, everything later from whoever listens there.
 */
export async function openBeforeRebinding(page: Page, url: string): Promise<void> {
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>a harmless page</h1>' }), {
    times: 1,
  })
  await page.goto(url)
}
