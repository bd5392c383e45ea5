import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { backgroundAgentTool } from '@parley/wire'
import { openEmbeddedServer, speakRequest } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { openCallPage } from './support/call-page.js'
import type { CallPage } from './support/call-page.js'
import { findChromium } from './support/chromium.js'
import { openLossyRelay } from './support/lossy-relay.js'
import type { LossyRelay } from './support/lossy-relay.js'
import { openNetworkNamespace } from './support/network-namespace.js'
import type { NetworkNamespace } from './support/network-namespace.js'

const KEY = 'sk-bad-network'
const DELAY_MS = 100
const LOSS = 0.05
const WORDS = 'list the files in this folder'
const chromium = findChromium()
const opened = chromium.found ? await openNetworkNamespace() : undefined

function reasonToSkip(): string | false {
  if (!chromium.found) return chromium.reason
  return opened?.opened === false ? opened.reason : false
}

describe('webrtc: a bad network', { timeout: 120_000, skip: reasonToSkip() }, () => {
  let folder = ''
  let namespace: NetworkNamespace
  let embedded: EmbeddedServer
  let page: CallPage | undefined
  let relay: LossyRelay | undefined

  before(async () => {
    assert.ok(opened?.opened === true)
    namespace = opened.namespace
    folder = await mkdtemp(join(tmpdir(), 'parley-network-'))
    embedded = await openEmbeddedServer({ host: namespace.hostAddress, apiKeys: [KEY] })
  })
  after(async () => {
    await page?.close()
    relay?.close()
    await embedded.close()
    await namespace.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** The server's answer, with the relay in place of the server. */
  async function throughRelay(answer: string): Promise<string> {
    const lines = answer.split('\r\n')
    const candidate = lines.find(
      (line) => line.startsWith('a=candidate:') && line.includes(` ${namespace.hostAddress} `),
    )
    const port = Number(candidate?.split(' ')[5])
    assert.ok(port > 0, `no candidate of ${namespace.hostAddress}: ${answer}`)
    relay = await openLossyRelay({ host: namespace.hostAddress, targetPort: port, delayMs: DELAY_MS, loss: LOSS })
    const only = `${String(candidate?.split(' ').slice(0, 5).join(' '))} ${relay.port} typ host`
    return lines
      .flatMap((line) => (line.startsWith('a=candidate:') ? (line === candidate ? [only] : []) : [line]))
      .join('\r\n')
  }

  it(`webrtc: a call holds over ${DELAY_MS} ms of delay and ${LOSS * 100} % of loss each way`, async (context) => {
    assert.ok(chromium.found)
    const path = await namespace.wrap(chromium.path, join(folder, 'chromium'))
    const voice = await speakRequest(embedded.speech, WORDS)
    page = await openCallPage({ chromium: path, voice, folder, host: namespace.hostAddress })
    const session = {
      type: 'realtime',
      audio: { input: { transcription: { model: 'parley' } } },
      tools: [backgroundAgentTool],
    }
    const created = await fetch(`${embedded.server.url}/v1/realtime/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sdp: await page.offer(), session }),
    })
    assert.equal(created.status, 201)
    await page.accept(await throughRelay(await created.text()))
    const { transcript } = await page.until('conversation.item.input_audio_transcription.completed')
    const content = [{ type: 'input_text', text: '[BACKEND] There are three files in this folder.' }]
    await page.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    await page.send({ type: 'response.create' })
    await page.until('output_audio_buffer.started')
    await page.until('page.speech_heard')
    await page.until('output_audio_buffer.stopped')
    const { soundMs } = await page.heard()
    const words = WORDS.split(' ')
    const understood = words.filter((word) => String(transcript).split(' ').includes(word)).length
    context.diagnostic(`understood ${understood} of ${words.length} words: '${String(transcript)}'`)
    context.diagnostic(`network: ${JSON.stringify(relay?.stats)}; the page: ${JSON.stringify(await page.ask('stats'))}`)
    assert.ok(understood >= 1, String(transcript))
    assert.ok(soundMs > 800, `${soundMs} ms of sound`)
  })
})
