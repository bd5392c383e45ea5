import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { TestContext } from 'node:test'
import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { openEmbeddedServer } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { startConversation, stepOf, taskEnds } from './support/gateway-talk.js'
import { createGatewayHome, linesAgentConfig, startGateway } from './support/gateway-process.js'
import type { GatewayHome, GatewayProcess } from './support/gateway-process.js'

const LONG_JOB = 'please do the long job'

describe('end to end: a gateway that is killed', { timeout: 60_000 }, () => {
  let realtime: EmbeddedServer
  before(async () => {
    realtime = await openEmbeddedServer()
  })
  after(async () => {
    await realtime.close()
  })

  async function home(context: TestContext, config: object): Promise<GatewayHome> {
    const made = await createGatewayHome(config)
    context.after(() => made.remove())
    return made
  }
  /** The realtime server is another process' as far as the gateway knows; what it has to load is loaded once. */
  async function start(context: TestContext, at: GatewayHome): Promise<GatewayProcess> {
    const gateway = await startGateway({ home: at, args: ['--upstream', realtime.server.url] })
    context.after(() => gateway.stop('SIGKILL'))
    return gateway
  }

  it('gateway: after kill -9 an open task goes on where its agent can, and the client gets what it missed, in order and once', async (context) => {
    const at = await home(context, linesAgentConfig)
    const first = await start(context, at)
    const client = await first.connect({ isPage: true })
    const conversationId = await startConversation(client)
    await client.request('conversation/sendText', { conversationId, text: LONG_JOB })
    await client.nextEvent('activity', (event) => (stepOf(event) ?? 0) >= 3)
    const before = [...client.events]
    await first.stop('SIGKILL')

    const second = await start(context, at)
    assert.equal(second.token, first.token, 'a page could not come back')
    const back = await second.connect()
    const cursor = before.at(-1)?.sequence ?? 0
    const { gap } = await back.request('conversation/subscribe', { conversationId, after: cursor, audio: true })
    assert.equal(gap, null)
    const ended = await back.nextEvent('task', (event) => 'result' in event)
    assert.deepEqual([ended['phase'], ended['result']], ['finished', 'All ten steps are done.'])
    const all = [...before, ...back.events]
    const numbers = all.map(({ sequence }) => sequence)
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].toSorted((one, other) => one - other),
    )
    // A slow reader is told the newest progress only, so single steps may be missing.
    const steps = back.events.flatMap(({ event }) => stepOf(event) ?? [])
    assert.ok(Math.min(...steps) >= 3, `it began again: ${steps.join()}`)
    assert.equal(steps.at(-1), 10)
    assert.equal(taskEnds(all).length, 1)
  })

  it('gateway: after kill -9 the task of an agent that cannot resume ends truthfully, and nothing of it runs any more', async (context) => {
    const at = await home(context, {})
    const pidFile = join(at.folder, 'pid')
    const program = join(at.folder, 'waits.mjs')
    await writeFile(
      program,
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(pidFile)}, String(process.pid))\n` +
        `console.log('I have begun.')\nsetInterval(() => {}, 1000)\n`,
    )
    const args = ['--upstream', realtime.server.url, '--agent', `command:${process.execPath} ${program}`]
    const first = await startGateway({ home: at, args })
    const client = await first.connect()
    const conversationId = await startConversation(client)
    await client.request('conversation/sendText', { conversationId, text: 'wait for ever' })
    await client.nextEvent('update')
    const pid = Number(await readFile(pidFile, 'utf8'))
    await first.stop('SIGKILL')
    assert.ok(await isAlive(pid), 'the agent is gone before anybody has ended it')

    const second = await startGateway({ home: at, args })
    context.after(() => second.stop('SIGKILL'))
    assert.ok(!(await isAlive(pid)), `the agent still runs: ${second.stderr()}`)
    const back = await second.connect()
    await back.request('conversation/subscribe', { conversationId, after: client.lastSequence })
    const ended = await back.nextEvent('task', (event) => 'error' in event)
    assert.equal(ended['phase'], 'failed')
    assert.match(String(ended['error']), /interrupted when the program stopped/)
  })

  it('gateway: a result that nobody has heard is offered when the user is back, after kill -9 too, and only once', async (context) => {
    const at = await home(context, linesAgentConfig)
    const first = await start(context, at)
    const client = await first.connect()
    const conversationId = await startConversation(client)
    await client.request('conversation/sendText', { conversationId, text: LONG_JOB })
    await client.nextEvent('activity')
    await client.request('conversation/stopVoice', { conversationId })
    await client.nextEvent('task', (event) => event['phase'] === 'finished')
    await first.stop('SIGKILL')

    const second = await start(context, at)
    const back = await second.connect()
    assert.deepEqual(await countsOf(back.request('conversation/list', {}), conversationId), [0, 1])
    await back.request('conversation/subscribe', { conversationId, after: client.lastSequence, audio: true })
    await back.request('conversation/startVoice', { conversationId })
    await back.nextEvent('delivery', (event) => event['kind'] === 'result' && event['phase'] === 'heard')
    // Told at once and recorded with it: what is answered afterwards comes from behind that commit.
    await back.request('delivery/list', { conversationId })
    await second.stop('SIGKILL')

    const third = await start(context, at)
    const again = await third.connect()
    assert.deepEqual(await countsOf(again.request('conversation/list', {}), conversationId), [0, 0])
  })
})

/** Open tasks and results that wait. */
async function countsOf(listed: Promise<JsonObject>, conversationId: string): Promise<readonly unknown[]> {
  const { conversations } = await listed
  const all = Array.isArray(conversations) ? conversations.filter(isRecord) : []
  const found = all.find((each) => each['conversationId'] === conversationId)
  return [found?.['openTaskCount'], found?.['undeliveredCount']]
}

/** One that has ended and was not waited for by its new parent runs no more. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) Z /.test(stat)
}
