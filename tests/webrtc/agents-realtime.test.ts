import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeJsonObject } from '@parley/wire'
import { LONG_ANSWER } from '../interop/support/background-tool.js'
import { openEmbeddedServer, speakRequest } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { joinSounds, silence } from '../interop/support/sounds.js'
import { findChromium } from './support/chromium.js'
import { openTestPage } from './support/test-page.js'
import type { TestPage } from './support/test-page.js'

const KEY = 'sk-webrtc-agents'
/** As the package ships it, for pages without a bundler. */
const BUNDLE = fileURLToPath(new URL('./bundle/', import.meta.resolve('@openai/agents-realtime')))
const chromium = findChromium()
const options = { timeout: 120_000, skip: chromium.found ? false : chromium.reason }

describe('webrtc: the agents SDK in a real browser', options, () => {
  let folder = ''
  let embedded: EmbeddedServer
  let page: TestPage | undefined

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-agents-'))
    embedded = await openEmbeddedServer({ apiKeys: [KEY] })
  })
  afterEach(async () => {
    await page?.close()
    page = undefined
    await embedded.idle()
  })
  after(async () => {
    await embedded.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** The SDK opens the microphone before it connects: the words come after a while. */
  async function open(text: string): Promise<TestPage> {
    assert.ok(chromium.found)
    const voice = joinSounds([silence(3000), await speakRequest(embedded.speech, text)])
    const scripts = { agents: BUNDLE }
    page = await openTestPage({ chromium: chromium.path, page: 'agents.html', voice, folder, scripts })
    return page
  }

  async function issueSecret(): Promise<string> {
    const response = await fetch(`${embedded.server.url}/v1/realtime/client_secrets`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' } },
      body: JSON.stringify({ session: { type: 'realtime', model: 'gpt-realtime' } }),
    })
    assert.equal(response.status, 200)
    return String(decodeJsonObject(await response.text())?.['value'])
  }

  const callsUrl = (): string => `${embedded.server.url}/v1/realtime/calls`

  it('webrtc: the agents SDK calls with a client secret, is understood, and hears its tool’s output', async () => {
    const opened = await open('list the files in this folder')
    const callId = await opened.ask('connect', callsUrl(), await issueSecret(), 'There are three files here.')
    assert.match(String(callId), /^rtc_\w{32}$/)
    assert.equal((await opened.until('page.asked'))['prompt'], 'list the files in this folder')
    await opened.until('output_audio_buffer.started')
    await opened.until('output_audio_buffer.stopped')
    const { peak, soundMs } = await opened.heard()
    assert.ok(peak > 0.05 && soundMs > 800, `${soundMs} ms of sound at ${peak}`)
    assert.match(JSON.stringify(await opened.ask('history')), /There are three files here\./)
    await opened.hangUp()
    await embedded.idle()
    assert.equal(embedded.server.calls, 0)
    assert.deepEqual(
      (await opened.events()).filter(({ type }) => type === 'page.error' || type === 'error'),
      [],
    )
  })

  it('webrtc: the agents SDK interrupts an answer, which falls silent and is cut', async () => {
    const opened = await open('run the tests again')
    await opened.ask('connect', callsUrl(), await issueSecret(), LONG_ANSWER)
    await opened.until('output_audio_buffer.started')
    await opened.ask('interrupt')
    await opened.until('output_audio_buffer.cleared')
    await opened.until('conversation.item.truncated')
    assert.deepEqual(
      (await opened.events()).filter(({ type }) => type === 'page.error' || type === 'error'),
      [],
    )
  })

  it('webrtc: the agents SDK shows the server’s own words when its key is refused', async () => {
    const opened = await open('run the tests again')
    await assert.rejects(opened.ask('connect', callsUrl(), 'ek_invented', ''), /status 401: /)
    assert.equal(embedded.server.calls, 0)
  })
})
