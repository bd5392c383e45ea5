import { openEmbeddedServer } from '../interop/support/embedded-server.js'
import { createGatewayHome, startGateway } from '../e2e/support/gateway-process.js'
import type { GatewayProcess } from '../e2e/support/gateway-process.js'
import { startConversation } from '../e2e/support/gateway-talk.js'
import { spread } from './chaos-report.js'

const PAGES = 100

interface Page {
  readonly conversationId: string
  readonly cursor: number
}

/** All pages come back in the same moment, each by a ticket, to its own conversation, from its own cursor. */
async function comeBack(gateway: GatewayProcess, { conversationId, cursor }: Page): Promise<number> {
  const startedMs = performance.now()
  const client = await gateway.connect({ isPage: true })
  await client.request('conversation/resume', { conversationId })
  const { gap } = await client.request('conversation/subscribe', { conversationId, after: cursor })
  if (gap !== null) throw new Error(`${conversationId} has a gap`)
  return performance.now() - startedMs
}

const realtime = await openEmbeddedServer()
const home = await createGatewayHome()
const args = ['--upstream', realtime.server.url]
const first = await startGateway({ home, args })
const pages = await Promise.all(
  Array.from({ length: PAGES }, async (): Promise<Page> => {
    const client = await first.connect({ isPage: true })
    const conversationId = await startConversation(client)
    return { conversationId, cursor: client.lastSequence }
  }),
)
const diedAtMs = performance.now()
await first.stop('SIGKILL')
const second = await startGateway({ home, args })
const listensMs = performance.now() - diedAtMs
const resumedMs = await Promise.all(pages.map((page) => comeBack(second, page)))
console.log(`${String(PAGES)} pages at once: the gateway listens ${listensMs.toFixed(0)} ms after the kill,`)
console.log(`then each page has its conversation and its events again after ${spread(resumedMs)}`)
await second.stop('SIGKILL')
await realtime.close()
await home.remove()
