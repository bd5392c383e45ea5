import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TestContext } from 'node:test'
import { openEmbeddedServer } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { createGatewayHome, linesAgentConfig, startGateway } from './support/gateway-process.js'
import type { GatewayProcess } from './support/gateway-process.js'
import { startConversation, taskEnds } from './support/gateway-talk.js'

describe('end to end: a gateway that is told to stop', { timeout: 60_000 }, () => {
  let realtime: EmbeddedServer
  before(async () => {
    realtime = await openEmbeddedServer()
  })
  after(async () => {
    await realtime.close()
  })

  async function start(context: TestContext): Promise<() => Promise<GatewayProcess>> {
    const home = await createGatewayHome(linesAgentConfig)
    context.after(() => home.remove())
    return async () => {
      const gateway = await startGateway({ home, args: ['--upstream', realtime.server.url, '--drain', '20'] })
      context.after(() => gateway.stop('SIGKILL'))
      return gateway
    }
  }

  it('gateway: on SIGTERM it takes nothing new, ends the voices, lets running tasks end, tells its clients and goes', async (context) => {
    const gateway = await (await start(context))()
    const client = await gateway.connect()
    const conversationId = await startConversation(client)
    await client.request('conversation/sendText', { conversationId, text: 'please do the long job' })
    await client.nextEvent('activity')
    const ended = gateway.stop('SIGTERM')
    await client.nextEvent('voice-ended', ({ reason }) => reason === 'draining')
    await assert.rejects(client.request('conversation/start', {}), /shutting down/)
    const readiness = await gateway.get('/readyz')
    assert.equal(readiness.status, 503)
    assert.match(readiness.text, /"detail":"draining"/)
    await client.nextEvent('task', ({ phase }) => phase === 'finished')
    assert.deepEqual(await client.closed, {
      ...{ code: 1001, reason: 'The gateway is going down; connect again in a moment.' },
    })
    assert.equal(await ended, 0)
  })

  it('gateway: a voice that lasts too long, or in which nothing is said, is ended by the gateway, and its client is told why', async (context) => {
    for (const [option, reason] of [
      ['--max-call', 'call-limit'],
      ['--idle-voice', 'idle'],
    ] as const) {
      const home = await createGatewayHome()
      context.after(() => home.remove())
      const gateway = await startGateway({ home, args: ['--upstream', realtime.server.url, option, '1'] })
      context.after(() => gateway.stop('SIGKILL'))
      const client = await gateway.connect()
      await startConversation(client)
      const ended = await client.nextEvent('voice-ended')
      assert.equal(ended['reason'], reason)
    }
  })

  it('gateway: a second signal waits for nothing; what ran goes on with the next start, and no client was told of an end', async (context) => {
    const launch = await start(context)
    const first = await launch()
    const client = await first.connect()
    const conversationId = await startConversation(client)
    await client.request('conversation/sendText', { conversationId, text: 'please do the long job' })
    await client.nextEvent('activity')
    const ended = first.stop('SIGTERM')
    await client.nextEvent('voice-ended')
    first.signal('SIGTERM')
    assert.equal((await client.closed).code, 1001)
    assert.equal(await ended, 0)
    assert.deepEqual(taskEnds(client.events), [])

    const second = await launch()
    assert.notEqual(second.token, first.token, 'a token outlives a clean stop')
    const back = await second.connect()
    await back.request('conversation/subscribe', { conversationId, after: client.lastSequence })
    const end = await back.nextEvent('task', (event) => 'result' in event)
    assert.deepEqual([end['phase'], end['result']], ['finished', 'All ten steps are done.'])
    assert.equal(taskEnds(back.events).length, 1)
  })
})
