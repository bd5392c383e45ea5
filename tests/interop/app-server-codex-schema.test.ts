import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createScriptedAgent } from '@parley/conversation/testing'
import { isRecord } from '@parley/wire'
import { findCodex } from './support/codex-program.js'
import { openCodexSchema } from './support/codex-schema.js'
import type { CodexSchema } from './support/codex-schema.js'
import { startCodexTalk } from './support/codex-talk.js'
import { openEmbeddedServer, speakRequest } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { hostAt, openGatewayClient } from './support/gateway-app-server.js'

const codex = await findCodex()
const skip = codex.found ? false : `Codex is not there: ${codex.reason}`

let realtime: EmbeddedServer
let schema: CodexSchema | undefined

before(async () => {
  if (!codex.found) return
  schema = await openCodexSchema(codex.script)
  realtime = await openEmbeddedServer()
})
after(async () => {
  await schema?.close()
  if (codex.found) await realtime.close()
})

test(
  'app server: everything of a spoken handoff under Codex’s names is valid by the schema of the Codex program',
  { skip },
  async () => {
    const agent = createScriptedAgent([{ type: 'ended', outcome: 'finished', result: 'There are three files.' }])
    const host = hostAt(realtime.server.url, agent)
    const client = await openGatewayClient(host)
    const talk = await startCodexTalk(client, { cwd: process.cwd(), version: 'v2' })
    await talk.thread.next('thread/realtime/started')
    await talk.hear(await speakRequest(realtime.speech, 'list the files in this folder'))
    const handoff = await talk.thread.next(
      'thread/realtime/itemAdded',
      ({ item }) => isRecord(item) && item['type'] === 'handoff_request',
    )
    assert.ok(isRecord(handoff['item']))
    await talk.hearWords('three files')
    assert.equal(await talk.stop(), 'requested')
    await client.close()
    await host.close()

    const seen = new Set<string>()
    for (const message of client.written) {
      if (typeof message['method'] !== 'string') continue
      seen.add(message['method'])
      assert.deepEqual(await schema?.faults('ServerNotification', message), [], JSON.stringify(message).slice(0, 500))
    }
    assert.deepEqual([...seen].sort(), [
      'thread/realtime/closed',
      'thread/realtime/item/completed',
      'thread/realtime/item/started',
      'thread/realtime/item/transcript/delta',
      'thread/realtime/itemAdded',
      'thread/realtime/outputAudio/delta',
      'thread/realtime/started',
      'thread/realtime/transcript/delta',
      'thread/realtime/transcript/done',
      'thread/started',
    ])
    const [initialized, started] = client.written.filter(({ result }) => result !== undefined)
    assert.deepEqual(await schema?.faults('v1/InitializeResponse', initialized?.['result']), [])
    assert.deepEqual(await schema?.faults('v2/ThreadStartResponse', started?.['result']), [])
  },
)
