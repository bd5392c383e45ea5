import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RealtimeClient } from '@parley/client'
import type { Connection } from '@parley/client'
import { backgroundAgentTool } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { openEmbeddedServer, speakRequest, synthesizeAll } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { joinSounds, silence } from '../interop/support/sounds.js'
import { openCallPage } from './support/call-page.js'
import type { CallPage } from './support/call-page.js'
import { findChromium } from './support/chromium.js'

const chromium = findChromium()
const transcribing = { type: 'realtime', audio: { input: { transcription: { model: 'parley' } } } }
const LONG_ANSWER = Array.from({ length: 12 }, (_, index) => `This is part number ${index + 1} of it.`).join(' ')
const session = { ...transcribing, instructions: 'Hand over what is asked for.', tools: [backgroundAgentTool] }

function backendItem(text: string): JsonObject {
  const content = [{ type: 'input_text', text: `[BACKEND] ${text}` }]
  return { type: 'conversation.item.create', item: { type: 'message', role: 'user', content } }
}

async function wordsHeard(sideband: Connection): Promise<string> {
  for await (const event of sideband) if (event.type === 'input_transcript_done') return event.text
  return 'nothing'
}

const options = { timeout: 120_000, skip: chromium.found ? false : chromium.reason }

describe('webrtc: calls of a real browser', options, () => {
  let folder = ''
  let embedded: EmbeddedServer
  let pages: CallPage[] = []

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-webrtc-'))
    embedded = await openEmbeddedServer()
  })
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.close()))
    pages = []
    await embedded.idle()
  })
  after(async () => {
    await embedded.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(voice: Int16Array): Promise<CallPage> {
    assert.ok(chromium.found)
    const page = await openCallPage({ chromium: chromium.path, voice, folder })
    pages.push(page)
    return page
  }

  it('webrtc: a page calls, is understood, and hears the answer', async () => {
    const page = await open(await speakRequest(embedded.speech, 'list the files in this folder'))
    const callId = await page.start(embedded.server.url, session)
    assert.match(callId, /^rtc_\w{32}$/)
    const heardWords = await page.until('conversation.item.input_audio_transcription.completed')
    assert.equal(heardWords['transcript'], 'list the files in this folder')
    const call = await page.until('response.function_call_arguments.done')
    assert.match(String(call['arguments']), /list the files in this folder/)
    await page.send(backendItem('There are three files here.'))
    await page.send({ type: 'response.create' })
    await page.until('output_audio_buffer.started')
    await page.until('output_audio_buffer.stopped')
    const { peak, soundMs } = await page.heard()
    assert.ok(peak > 0.05, `peak ${peak}`)
    assert.ok(soundMs > 800, `${soundMs} ms of sound`)
    const types = (await page.events()).map(({ type }) => type)
    assert.ok(!types.includes('error') && !types.includes('response.output_audio.delta'), types.join(' '))
    assert.deepEqual(page.browser.complaints, [])
  })

  it('webrtc: who speaks over the answer is heard, and the answer is cut where it was heard', async () => {
    const { speech } = embedded
    const words = await synthesizeAll(speech.synthesizer, 'please stop talking now', 'rms')
    const voice = joinSounds([
      await speakRequest(speech, 'what is the status of the build'),
      silence(3500),
      words,
      silence(1500),
    ])
    const page = await open(voice)
    await page.start(embedded.server.url, session)
    await page.until('response.function_call_arguments.done')
    await page.send(backendItem(LONG_ANSWER))
    await page.send({ type: 'response.create' })
    await page.until('output_audio_buffer.cleared')
    const truncated = await page.until('conversation.item.truncated')
    // The next words are understood: the last sound of the answer has long come.
    await page.until('conversation.item.input_audio_transcription.completed', 2)
    const { packetsReceived, packetsLost } = await page.stats()
    // Only what is said is sent, 20 ms a packet. A clock would measure how busy the machine is.
    const heardMs = 20 * (packetsReceived + packetsLost)
    const toldMs = Number(truncated['audio_end_ms'])
    assert.ok(toldMs > 0 && Math.abs(toldMs - heardMs) <= 60, `told ${toldMs} ms, the page got ${heardMs} ms`)
  })

  it('webrtc: another process sees and steers the same session through a sideband', async () => {
    const page = await open(await speakRequest(embedded.speech, 'what is the status of the build'))
    const callId = await page.start(embedded.server.url)
    const sideband = fork(fileURLToPath(new URL('./support/sideband-process.js', import.meta.url)), [
      embedded.server.url,
      callId,
    ])
    const seen = await new Promise<unknown>((resolve) => sideband.once('message', resolve))
    assert.equal(seen, 'what is the status of the build')
    await once(sideband, 'exit')
    const updated = await page.until('session.updated')
    assert.match(JSON.stringify(updated['session']), /Answer for the sideband/)
  })

  it('webrtc: several sidebands hear the same, one may leave, and all are told of the end', async () => {
    const page = await open(await speakRequest(embedded.speech, 'run the tests again'))
    const callId = await page.start(embedded.server.url)
    const client = new RealtimeClient({ baseUrl: embedded.server.url })
    const join = (): Promise<Connection> => client.connectSideband(callId, { dialect: 'realtime' })
    const [one, two, leaver] = await Promise.all([join(), join(), join()])
    await leaver.close()
    for (const sideband of [one, two]) assert.equal(await wordsHeard(sideband), 'run the tests again')
    await fetch(`${embedded.server.url}/v1/realtime/calls/${callId}/hangup`, { method: 'POST' })
    for (const sideband of [one, two]) assert.equal((await sideband.closed).code, 1000)
    await page.until('page.channel_closed')
    await assert.rejects(join(), { code: 'refused', status: 404, message: /No call found with id/ })
  })

  it('webrtc: hanging up frees the call, from either end', async () => {
    const one = await open(silence(3000))
    const callId = await one.start(embedded.server.url)
    assert.equal(embedded.server.calls, 1)
    const hungUp = await fetch(`${embedded.server.url}/v1/realtime/calls/${callId}/hangup`, { method: 'POST' })
    assert.equal(hungUp.status, 200)
    await one.until('page.channel_closed')
    assert.equal(embedded.server.calls, 0)
    const two = await open(silence(3000))
    await two.start(embedded.server.url)
    await two.until('session.created')
    await two.hangUp()
    await embedded.idle()
    assert.equal(embedded.server.calls, 0)
  })
})
