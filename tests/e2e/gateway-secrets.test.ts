import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { WebSocketServer } from 'ws'
import { connectClient, takeTicket } from './support/gateway-client.js'
import { createGatewayHome, startGateway } from './support/gateway-process.js'

const KEYS = {
  OPENAI_API_KEY: 'sk-canary-openai-0123456789abcdef',
  AZURE_OPENAI_API_KEY: 'canaryazure0123456789abcdef0123',
  PARLEY_TOKEN: 'canary-token-0123456789abcdef0123456789',
} as const

/** A realtime server that remembers what it was sent to be let in, and ends each session with an error that quotes it. */
async function openTattlingServer() {
  const asked: IncomingMessage[] = []
  const http = createServer((_request, response) => void response.writeHead(404).end())
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket, request) => {
    asked.push(request)
    const { authorization, 'api-key': apiKey } = request.headers
    const message = `Incorrect API key provided: ${String(authorization ?? apiKey)}`
    socket.send(
      JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', code: 'invalid_api_key', message } }),
    )
    socket.close(1008, 'no')
  })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      http.close()
      await once(http, 'close')
    },
  }
}

describe('end to end: what a gateway keeps to itself', { timeout: 60_000 }, () => {
  for (const style of ['openai', 'azure'] as const) {
    it(`gateway: neither key, token nor ticket stands in a log, the journal, an output or an answer (${style})`, async (context) => {
      const server = await openTattlingServer()
      context.after(() => server.close())
      const home = await createGatewayHome()
      context.after(() => home.remove())
      const upstream =
        style === 'openai' ? 'openai' : `${server.url}/openai/realtime?api-version=2026-01-01&deployment=d`
      const gateway = await startGateway({
        ...{ home, args: ['--upstream', upstream, '--log-level', 'debug'] },
        environment: { ...KEYS, OPENAI_BASE_URL: `${server.url}/v1` },
      })
      context.after(() => gateway.stop('SIGKILL'))
      assert.equal(gateway.token, KEYS.PARLEY_TOKEN)
      const ticket = await takeTicket(gateway)
      const page = await connectClient(gateway, { isPage: true })
      await page.request('conversation/start', {})
      const { conversations } = await page.request('conversation/list', {})
      assert.ok(Array.isArray(conversations))
      const conversationId = String(Reflect.get(Object(conversations[0]), 'conversationId'))
      await page.request('conversation/subscribe', { conversationId, after: 0 })
      await page.nextEvent('voice-ended')
      await assert.rejects(page.request('conversation/read', { conversationId: 'unknown' }), /not found/)
      const [asked] = server.asked
      assert.ok(asked)
      const { headers, url = '' } = asked
      if (style === 'openai') assert.equal(headers.authorization, `Bearer ${KEYS.OPENAI_API_KEY}`)
      else assert.equal(headers['api-key'], KEYS.AZURE_OPENAI_API_KEY)
      if (style === 'azure') assert.match(url, /^\/openai\/realtime\?.*api-version=2026-01-01&deployment=d/)
      const refused = await gateway.get(`/app?token=${KEYS.PARLEY_TOKEN}`, { authorization: 'Bearer wrong' })
      const texts = [
        ...[refused.text, (await gateway.get('/')).text, (await gateway.get('/readyz')).text],
        ...[(await gateway.get('/metrics', { authorization: `Bearer ${gateway.token}` })).text],
        JSON.stringify(page.notifications),
      ]
      await page.close()
      const files = await readState(home.stateFolder)
      assert.equal(await gateway.stop('SIGTERM'), 0)
      texts.push(gateway.stdout(), gateway.stderr(), files, await readState(home.stateFolder))
      assert.match(gateway.stderr(), /"level":"debug"/)
      for (const secret of [...Object.values(KEYS), ticket]) {
        for (const text of texts)
          assert.ok(!text.includes(secret), `${secret.slice(0, 12)}… in ${around(text, secret)}`)
      }
    })
  }
})

/** All that is kept but the token's own file. */
async function readState(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile() && entry.name !== 'token')
  const texts = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))
  return texts.join('\n')
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret)
  return text.slice(Math.max(0, at - 200), at)
}
