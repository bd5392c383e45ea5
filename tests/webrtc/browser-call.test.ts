import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { backgroundAgentTool } from '@parley/wire'
import { openEmbeddedServer, speakRequest } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { joinSounds, silence } from '../interop/support/sounds.js'
import { bundleClient } from './support/bundle-client.js'
import { findChromium } from './support/chromium.js'
import { openTestPage } from './support/test-page.js'
import type { TestPage } from './support/test-page.js'

const KEY = 'sk-webrtc-client'
const chromium = findChromium()
const options = { timeout: 120_000, skip: chromium.found ? false : chromium.reason }

describe('webrtc: Parley’s own client in a real browser', options, () => {
  let folder = ''
  let embedded: EmbeddedServer
  let page: TestPage | undefined

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-browser-call-'))
    await bundleClient(folder)
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

  async function open(text: string): Promise<TestPage> {
    assert.ok(chromium.found)
    const voice = joinSounds([silence(3000), await speakRequest(embedded.speech, text)])
    const scripts = { client: folder }
    page = await openTestPage({ chromium: chromium.path, page: 'parley.html', voice, folder, scripts })
    return page
  }

  const config = (dialect: 'realtime' | 'quicksilver') =>
    dialect === 'quicksilver' ? { dialect } : { dialect, tools: [backgroundAgentTool] }

  for (const dialect of ['realtime', 'quicksilver'] as const) {
    it(`webrtc: Parley’s client calls from a page over ${dialect}, is understood, and hears the answer`, async () => {
      const opened = await open('list the files in this folder')
      const callId = await opened.ask('start', embedded.server.url, KEY, config(dialect))
      assert.match(String(callId), /^rtc_\w{32}$/)
      const handoff = await opened.until('handoff_requested')
      assert.match(JSON.stringify(handoff), /list the files in this folder/)
      await opened.ask('answerHandoff', handoff['handoffId'], 'There are three files here.')
      await opened.until('page.speech_heard')
      await opened.hangUp()
      assert.equal((await opened.until('page.over'))['by'], 'local')
      await opened.until('page.connection_ended')
      await embedded.idle()
      assert.equal(embedded.server.calls, 0)
    })
  }

  it('webrtc: Parley’s client hears at once that the server has hung up', async () => {
    const opened = await open('run the tests again')
    const callId = String(await opened.ask('start', embedded.server.url, KEY, config('realtime')))
    const headers = { authorization: `Bearer ${KEY}` }
    await fetch(`${embedded.server.url}/v1/realtime/calls/${callId}/hangup`, { method: 'POST', headers })
    assert.equal((await opened.until('page.over'))['by'], 'remote')
    await opened.until('page.connection_ended')
  })

  it('webrtc: Parley’s client shows the server’s own words when its key is refused', async () => {
    const opened = await open('run the tests again')
    await assert.rejects(opened.ask('start', embedded.server.url, 'sk-wrong', config('realtime')), /401/)
    assert.equal(embedded.server.calls, 0)
  })
})
