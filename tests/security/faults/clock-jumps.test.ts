import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFunctionAgent } from '@parley/agents'
import { RealtimeClient } from '@parley/client'
import {
  createAppEndpoint,
  createConversationHost,
  journalsFromStore,
  openFrontDoor,
  openSqliteJournalStore,
  Secret,
} from '@parley/gateway'
import { openServer } from '@parley/server'
import { createFakeSpeech } from '@parley/speech/testing'
import { WebSocket } from 'ws'
import { connectClient, takeTicket } from '../../e2e/support/gateway-client.js'
import { startConversation, taskEnds } from '../../e2e/support/gateway-talk.js'

const HOUR_MS = 3_600_000
const TOKEN = 'a-token-for-clocks-that-jump'

for (const [name, jumpMs] of [
  ['forward', HOUR_MS],
  ['backward', -HOUR_MS],
] as const) {
  test(
    `faults: the wall clock jumps an hour ${name}: no session, task, lease or ticket ends by it, and numbers go on rising`,
    { timeout: 60_000 },
    async (context) => {
      const folder = await mkdtemp(join(tmpdir(), 'parley-clock-'))
      const server = await openServer({ port: 0, speech: createFakeSpeech({ synthesizer: { msPerCharacter: 1 } }) })
      const store = await openSqliteJournalStore({ file: join(folder, 'journal.db') })
      const realtime = new RealtimeClient({ baseUrl: server.url })
      let finish = (): void => undefined
      const finished = new Promise<void>((resolve) => (finish = resolve))
      const agent = createFunctionAgent({
        async *run() {
          yield 'I have begun.'
          await finished
          return 'It is done.'
        },
      })
      const host = createConversationHost({
        ...journalsFromStore(store),
        connect: ({ config, signal }) => realtime.connect(config, { signal }),
        agentFor: () => agent,
      })
      const door = await openFrontDoor({
        ...{ port: 0, token: new Secret(TOKEN) },
        mount: (routes) => routes.socket('/app', createAppEndpoint(host)),
      })
      const address = { url: door.url, token: TOKEN }
      const client = await connectClient(address, { isPage: true })
      const conversationId = await startConversation(client)
      await client.request('conversation/sendText', { conversationId, text: 'do the long job' })
      await client.nextEvent('task', (event) => event['phase'] === 'running')
      const sessions = server.sessions

      const ticket = await takeTicket(address)
      const realNow = Date.now
      context.mock.method(Date, 'now', () => realNow() + jumpMs)
      // A page that has taken its ticket at one time and shows it at the other is let in.
      const socket = new WebSocket(`${door.url.replace('http', 'ws')}/app`, ['parley.v1', `parley.ticket.${ticket}`], {
        origin: door.url,
      })
      await once(socket, 'open')
      socket.close()
      const second = await connectClient(address, { isPage: true })
      await second.request('conversation/subscribe', { conversationId, after: client.lastSequence })
      await assert.rejects(store.open(conversationId), { code: 'refused' })
      await new Promise((resolve) => setTimeout(resolve, 300))
      assert.equal(server.sessions, sessions)
      assert.deepEqual(taskEnds(client.events), [])
      finish()
      const ended = await client.nextEvent('task', (event) => 'result' in event)
      assert.deepEqual([ended['phase'], ended['result']], ['finished', 'It is done.'])
      const numbers = client.events.map(({ sequence }) => sequence)
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].toSorted((one, other) => one - other),
      )

      await Promise.all([client.close(), second.close()])
      await host.close()
      await door.close()
      await store.close()
      await server.close()
      await rm(folder, { recursive: true })
    },
  )
}
