import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { encodePcm16, isRecord } from '@parley/wire'
import { startCodexTalk } from '../interop/support/codex-talk.js'
import { loudnessOf, slicesOf } from '../interop/support/sounds.js'
import { createGatewayHome, runParleyIn, startGateway } from './support/gateway-process.js'
import type { GatewayHome, GatewayProcess } from './support/gateway-process.js'
import { untilReady, startConversation } from './support/gateway-talk.js'
import { parseLine } from './support/parley-process.js'
import { openUserVoice } from './support/user-voice.js'

const FILES = 'list the files in this folder'

/** 24 kHz; a pause behind it ends the turn. */
async function spokenRequest(): Promise<Int16Array> {
  const voice = await openUserVoice()
  const words = await voice.speak(FILES)
  await voice.close()
  return Int16Array.from([...new Int16Array(12_000), ...words, ...new Int16Array(28_800)])
}

describe('end to end: parley gateway', { timeout: 60_000 }, () => {
  let home: GatewayHome
  let gateway: GatewayProcess
  let request: Int16Array
  before(async () => {
    home = await createGatewayHome()
    ;[gateway, request] = await Promise.all([startGateway({ home }), spokenRequest()])
  })
  after(async () => {
    await gateway.stop('SIGKILL')
    await home.remove()
  })

  it('gateway: it says that it is alive, whether what it needs is there, and its figures to who has the token', async () => {
    assert.equal((await gateway.get('/healthz')).status, 200)
    const { checks } = await untilReady(gateway)
    assert.deepEqual(Object.keys(checks), ['gateway', 'journal', 'upstream', 'agent'])
    assert.equal((await gateway.get('/metrics')).status, 401)
    const { text } = await gateway.get('/metrics', { authorization: `Bearer ${gateway.token}` })
    for (const figure of ['clients', 'conversations', 'open_tasks', 'dropped_clients_total']) {
      assert.match(text, new RegExp(`^parley_${figure} 0$`, 'm'))
    }
  })

  it('gateway: a page comes in by a ticket; spoken words by Codex’s names are handed over and the result is heard', async () => {
    const client = await gateway.connect({ isPage: true })
    const talk = await startCodexTalk(client, { cwd: home.folder, version: 'v2' })
    await talk.hear(request)
    await talk.thread.next(
      'thread/realtime/itemAdded',
      ({ item }) => isRecord(item) && item['type'] === 'handoff_request',
    )
    await talk.hearWords('folder')
    assert.ok(loudnessOf((await talk.listen(500)).sound) > 0.001, 'the answer is silence')
    assert.equal(await talk.stop(), 'requested')
    await client.close()
  })

  it('gateway: by Parley’s own names the same words are heard, done and answered, and counted', async () => {
    const client = await gateway.connect()
    const conversationId = await startConversation(client, { workingDirectory: home.folder })
    for (const slice of slicesOf(request, 100)) {
      const audio = { data: encodePcm16(slice), sampleRate: 24_000, numChannels: 1 }
      await client.request('conversation/sendAudio', { conversationId, audio })
    }
    await client.nextEvent('task', ({ phase }) => phase === 'finished')
    await client.next('conversation/audio')
    await client.nextEvent('delivery', ({ kind, phase }) => kind === 'result' && phase === 'heard')
    const { text } = await gateway.get('/metrics', { authorization: `Bearer ${gateway.token}` })
    assert.match(text, /^parley_clients 1$/m)
    assert.match(text, /^parley_tasks_total\{outcome="finished"\} [12]$/m)
    assert.match(text, /^parley_deliveries_total\{phase="heard"\} [12]$/m)
    await client.close()
  })

  it('gateway: a second one on the same state folder is refused with the process of the first, and changes nothing', async () => {
    const second = await runParleyIn(home, ['gateway', '--port', '0'])
    assert.equal(second.exitCode, 3)
    assert.match(second.stderr, new RegExp(`runs on the state folder .* already: process ${gateway.pid}\\b`))
    assert.equal(second.stdout, '')
    assert.equal((await gateway.get('/readyz')).status, 200)
  })

  it('gateway: an address that others can reach is refused without a token, before anything is opened', async () => {
    const elsewhere = await createGatewayHome()
    const refused = await runParleyIn(elsewhere, ['gateway', '--host', '0.0.0.0'])
    assert.equal(refused.exitCode, 2)
    assert.match(refused.stderr, /can be reached from other machines and no token was given/)
    await elsewhere.remove()
  })

  it('gateway: what it keeps is listed, shown and exported beside it, and deleted only without it', async () => {
    const listed = await runParleyIn(home, ['conversations', '--json'])
    const [line = ''] = listed.stdout.split('\n')
    const conversationId = String(parseLine(line)['conversationId'])
    assert.match((await runParleyIn(home, ['conversations', 'show', conversationId])).stdout, /task 1 {2}finished/)
    const exported = await runParleyIn(home, ['conversations', 'export', conversationId, '--format', 'webvtt'])
    assert.match(exported.stdout, /^WEBVTT[\s\S]*<v User>/)
    const refused = await runParleyIn(home, ['conversations', 'delete', conversationId])
    assert.equal(refused.exitCode, 3)
    assert.match(refused.stderr, new RegExp(`process ${gateway.pid}\\b`))
    assert.equal(await gateway.stop('SIGTERM'), 0)
    assert.equal((await runParleyIn(home, ['conversations', 'delete', conversationId])).exitCode, 0)
    const gone = await runParleyIn(home, ['conversations', 'show', conversationId])
    assert.equal(gone.exitCode, 2)
    assert.match(gone.stderr, /No conversation begins with/)
  })
})
