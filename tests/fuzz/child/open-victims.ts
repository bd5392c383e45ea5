import { createFunctionAgent } from '@parley/agents'
import { RealtimeClient } from '@parley/client'
import { createAppEndpoint, createConversationHost, openFrontDoor, Secret } from '@parley/gateway'
import { openServer } from '@parley/server'
import { createFakeSpeech } from '@parley/speech/testing'
import { SHELTERED_WORD } from '../sheltered-word.js'
import type { Victim } from '../fuzz-target.js'

const TOKEN = 'a-token-for-the-fuzz-run-of-256-bits'
/** Rates are tested elsewhere; here they would only keep the attacks out. */
const NO_RATES = { upgradesPerMinute: 1e9, controlMessagesPerMinute: 1e9, controlBurst: 1e9, audioBytesPerSecond: 1e12 }

/** The servers that are attacked, with fakes for speech and an agent that answers at once. */
export async function openVictims(): Promise<Victim> {
  const server = await openServer({ port: 0, speech: createFakeSpeech({ synthesizer: { msPerCharacter: 1 } }) })
  const client = new RealtimeClient({ baseUrl: server.url })
  let lastId = 0
  const host = createConversationHost({
    createId: () => `c${++lastId}`,
    connect: ({ config, signal }) => client.connect(config, { signal }),
    agentFor: () =>
      createFunctionAgent({
        async *run() {
          yield 'I will look.'
          return 'Done.'
        },
      }),
    // Conversations come and go, so that memory that stays is a leak.
    limits: { maxConversations: 16, unattendedMs: 300, forgetMs: 300 },
  })
  const door = await openFrontDoor({
    port: 0,
    token: new Secret(TOKEN),
    limits: { ...NO_RATES, headersTimeoutMs: 1000, requestTimeoutMs: 1500, timeoutCheckMs: 100 },
    mount(routes) {
      routes.handle('POST', '/echo', { access: 'token' }, ({ body }) => ({
        status: 200,
        body: { type: 'json', value: { body, word: SHELTERED_WORD } },
      }))
      routes.handle('GET', '/status', { access: 'public' }, () => ({ status: 200, body: { type: 'text', text: 'ok' } }))
      routes.socket('/app', createAppEndpoint(host))
    },
  })
  return { doorPort: door.port, doorToken: TOKEN, serverPort: server.port }
}
