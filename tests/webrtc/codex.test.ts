import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { decodeDelegation } from '@parley/wire'
import { LONG_ANSWER } from '../interop/support/background-tool.js'
import { openCodexAppServer } from '../interop/support/codex-app-server.js'
import type { CodexAppServer } from '../interop/support/codex-app-server.js'
import { findCodex } from '../interop/support/codex-program.js'
import { startCodexTalk } from '../interop/support/codex-talk.js'
import type { CodexTalk } from '../interop/support/codex-talk.js'
import { openEmbeddedServer, speakRequest } from '../interop/support/embedded-server.js'
import type { EmbeddedServer } from '../interop/support/embedded-server.js'
import { openScriptedModel } from '../interop/support/scripted-model.js'
import type { ModelRequest, ModelStep, ScriptedModel } from '../interop/support/scripted-model.js'
import { openCallPage } from './support/call-page.js'
import type { CallPage } from './support/call-page.js'
import { findChromium } from './support/chromium.js'

const KEY = 'sk-codex-webrtc'
const FILES = 'list the files in this folder'
const chromium = findChromium()
const program = chromium.found ? await findCodex() : undefined

function reasonToSkip(): string | false {
  if (!chromium.found) return chromium.reason
  return program === undefined || program.found ? false : program.reason
}

const skip = reasonToSkip()
if (skip !== false) console.log(`webrtc: codex is skipped: ${skip}`)

/** Counts the files for who asks for them, talks long about everything else. */
function answer({ lastUserText, commandOutput }: ModelRequest): readonly ModelStep[] {
  if (commandOutput !== undefined) {
    const [count] = /^\d+$/m.exec(commandOutput) ?? ['no']
    return [{ kind: 'message', phase: 'final_answer', text: `There are ${count} files here.` }]
  }
  if (decodeDelegation(lastUserText)?.input === FILES) return [{ kind: 'command', command: 'ls | wc -l' }]
  return [{ kind: 'message', phase: 'final_answer', text: LONG_ANSWER }]
}

function configFrom(model: ScriptedModel, realtimeUrl: string): string {
  return `
model = "scripted-model"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
experimental_realtime_ws_base_url = "${realtimeUrl}"
experimental_realtime_webrtc_call_base_url = "${realtimeUrl}/v1"
experimental_realtime_ws_backend_prompt = "Hand over what the user asks for."
experimental_realtime_ws_startup_context = ""
[features]
plugins = false
apps = false
[analytics]
enabled = false
[model_providers.scripted]
name = "Scripted"
base_url = "${model.baseUrl}"
wire_api = "responses"
experimental_bearer_token = "${KEY}"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false
`
}

describe('webrtc: codex', { timeout: 120_000, skip }, () => {
  let folder = ''
  let work = ''
  let embedded: EmbeddedServer
  let model: ScriptedModel
  let codex: CodexAppServer
  let page: CallPage | undefined

  before(async () => {
    assert.ok(program?.found === true)
    folder = await mkdtemp(join(tmpdir(), 'parley-codex-call-'))
    work = join(folder, 'work')
    const home = join(folder, 'home')
    await Promise.all([mkdir(work), mkdir(home)])
    await Promise.all(['one', 'two', 'three'].map((name) => writeFile(join(work, `${name}.txt`), `${name}\n`)))
    embedded = await openEmbeddedServer({ apiKeys: [KEY] })
    model = await openScriptedModel(answer)
    await writeFile(join(home, 'config.toml'), configFrom(model, embedded.server.url))
    codex = await openCodexAppServer({ script: program.script, home })
  })
  afterEach(async () => {
    await page?.close()
    page = undefined
    await embedded.idle()
  })
  after(async () => {
    await codex.close()
    await model.close()
    await embedded.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** The page makes the offer, Codex makes the call, and the page takes the answer. */
  async function call(words: string): Promise<{ readonly opened: CallPage; readonly talk: CodexTalk }> {
    assert.ok(chromium.found)
    const voice = await speakRequest(embedded.speech, words)
    const opened = await openCallPage({ chromium: chromium.path, voice, folder })
    page = opened
    const talk = await startCodexTalk(codex, { cwd: work, version: 'v1', offerSdp: await opened.offer() })
    const { sdp } = await talk.thread.next('thread/realtime/sdp')
    await opened.accept(String(sdp))
    return { opened, talk }
  }

  it('webrtc: codex makes the call of a page, is asked by voice over it, and its result is spoken to the page', async () => {
    const { opened, talk } = await call(FILES)
    await talk.thread.next('turn/completed')
    const [asked] = model.requests
    assert.equal(decodeDelegation(asked?.lastUserText ?? '')?.input, FILES)
    await talk.hearWords('There are 3 files here.')
    await opened.until('page.speech_heard')
    assert.equal(await talk.stop(), 'requested')
    assert.deepEqual(
      talk.thread.all.filter(({ method }) => method === 'thread/realtime/error' || method === 'error'),
      [],
    )
  })

  it('webrtc: codex hears that the page has hung up', async () => {
    const { opened, talk } = await call('run the tests again')
    await talk.thread.next('turn/completed')
    await opened.hangUp()
    const { reason } = await talk.thread.next('thread/realtime/closed')
    assert.equal(typeof reason, 'string')
    await embedded.idle()
    assert.equal(embedded.server.calls, 0)
  })
})
