import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import type { TestContext } from 'node:test'
import { createGatewayHome, linesAgentConfig, startGateway } from './support/gateway-process.js'
import { startConversation } from './support/gateway-talk.js'

/** What a collector of traces is sent. `silent`: it takes everything and answers nothing. */
async function openCollector(context: TestContext, isSilent: boolean) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += String(part)))
    request.on('end', () => {
      bodies.push(`${request.url} ${body}`)
      if (!isSilent) response.end('{}')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { bodies, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` }
}

describe('end to end: traces of a gateway', { timeout: 60_000 }, () => {
  for (const isSilent of [false, true]) {
    const what = isSilent
      ? 'a collector that does not answer holds up nobody'
      : 'spans of turns and tasks, without words'
    it(`gateway: where OTEL_* names a collector, ${what}`, async (context) => {
      const collector = await openCollector(context, isSilent)
      const home = await createGatewayHome(linesAgentConfig)
      context.after(() => home.remove())
      const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '2000' }
      const gateway = await startGateway({ home, environment })
      context.after(() => gateway.stop('SIGKILL'))
      const client = await gateway.connect()
      const conversationId = await startConversation(client)
      await client.request('conversation/sendText', { conversationId, text: 'the secret word is xylophone' })
      await client.nextEvent('task', ({ phase }) => phase === 'finished')
      assert.equal(await gateway.stop('SIGTERM'), 0)
      const sent = collector.bodies.join('\n')
      assert.match(sent, /^\/v1\/traces /)
      assert.match(sent, /"name":"task"/)
      assert.doesNotMatch(sent, /xylophone/)
    })
  }
})
