import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { decodeDelegation } from '@parley/wire'
import type { DecodedDelegation } from '@parley/wire'
import { LONG_ANSWER } from './support/background-tool.js'
import { openCodexAppServer } from './support/codex-app-server.js'
import type { CodexAppServer } from './support/codex-app-server.js'
import { findCodex } from './support/codex-program.js'
import { startCodexTalk, wordsOf } from './support/codex-talk.js'
import type { CodexTalk } from './support/codex-talk.js'
import { openEmbeddedServer, speakRequest } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import { openScriptedModel } from './support/scripted-model.js'
import type { ModelRequest, ModelStep, ScriptedModel } from './support/scripted-model.js'
import { loudnessOf } from './support/sounds.js'

const KEY = 'sk-codex-interop'
const FILES = 'list the files in this folder'
const TESTS = 'run the tests again'
const STATUS = 'what is the status of the build'

/** The model: counts files by a command, never comes to an end about the build, talks long about everything else. */
function answer({ lastUserText, commandOutput }: ModelRequest): readonly ModelStep[] | Promise<readonly ModelStep[]> {
  if (commandOutput !== undefined) {
    const [count] = /^\d+$/m.exec(commandOutput) ?? ['no']
    return [{ kind: 'message', phase: 'final_answer', text: `There are ${count} files here.` }]
  }
  if (envelopeOf(lastUserText)?.input === FILES) {
    return [
      { kind: 'message', phase: 'commentary', text: 'I will look.' },
      { kind: 'command', command: 'ls | wc -l' },
    ]
  }
  if (envelopeOf(lastUserText)?.input === STATUS) return new Promise(() => {})
  return [{ kind: 'message', phase: 'final_answer', text: LONG_ANSWER }]
}

const envelopeOf = (text: string): DecodedDelegation | undefined => decodeDelegation(text)

function configFrom(model: ScriptedModel, realtimeUrl: string): string {
  return `
model = "scripted-model"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
experimental_realtime_ws_base_url = "${realtimeUrl}"
experimental_realtime_ws_backend_prompt = "Hand over what the user asks for."
experimental_realtime_ws_startup_context = ""
[realtime]
version = "v2"
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

const program = await findCodex()
if (!program.found) console.log(`interop: codex is skipped: ${program.reason}`)

describe('interop: codex', { timeout: 90_000, skip: program.found ? false : program.reason }, () => {
  let folder = ''
  let work = ''
  let embedded: EmbeddedServer
  let model: ScriptedModel
  let codex: CodexAppServer
  let files: Int16Array
  let tests: Int16Array
  let status: Int16Array

  before(async () => {
    assert.ok(program.found)
    folder = await mkdtemp(join(tmpdir(), 'parley-codex-'))
    work = join(folder, 'work')
    const home = join(folder, 'home')
    await Promise.all([mkdir(work), mkdir(home)])
    await Promise.all(['one', 'two', 'three'].map((name) => writeFile(join(work, `${name}.txt`), `${name}\n`)))
    embedded = await openEmbeddedServer({ apiKeys: [KEY] })
    model = await openScriptedModel(answer)
    await writeFile(join(home, 'config.toml'), configFrom(model, embedded.server.url))
    codex = await openCodexAppServer({ script: program.script, home })
    files = await speakRequest(embedded.speech, FILES)
    tests = await speakRequest(embedded.speech, TESTS)
    status = await speakRequest(embedded.speech, STATUS)
  })
  after(async () => {
    await codex.close()
    await model.close()
    await embedded.close()
    await rm(folder, { recursive: true, force: true })
  })

  let open: CodexTalk[] = []
  afterEach(async () => {
    for (const talk of open) await talk.stop()
    open = []
  })

  async function start(version: 'v1' | 'v2', config = {}): Promise<CodexTalk> {
    const talk = await startCodexTalk(codex, { cwd: work, version, config })
    open.push(talk)
    return talk
  }

  /** The envelope in the last request that began a turn of the agent. */
  function lastEnvelope(): DecodedDelegation {
    const asked = model.requests.findLast(({ commandOutput }) => commandOutput === undefined)
    const envelope = envelopeOf(asked?.lastUserText ?? '')
    assert.ok(envelope !== undefined, asked?.lastUserText)
    return envelope
  }

  for (const version of ['v1', 'v2'] as const) {
    it(`interop: codex over ${version} is asked by voice, runs a command, and its result is spoken`, async () => {
      const talk = await start(version)
      assert.equal((await talk.thread.next('thread/realtime/started'))['version'], version)
      await talk.hear(files)
      await talk.thread.next('turn/completed')
      assert.equal(wordsOf(talk.thread.all, 'user').trim(), FILES)
      const first = lastEnvelope()
      assert.equal(first.input, FILES)
      assert.equal(first.transcriptDelta.split('\n').at(-1), `user: ${FILES}`)
      await talk.hearWords('There are 3 files here.')
      const { sound } = await talk.listen(1500)
      assert.ok(loudnessOf(sound) > 0.02, `loudness ${loudnessOf(sound)}`)

      await talk.hear(tests)
      await talk.thread.next('turn/started')
      await talk.thread.next('turn/completed')
      const second = lastEnvelope()
      assert.equal(second.input, TESTS)
      assert.match(second.transcriptDelta, /assistant: .*There are 3 files here\./)
      assert.ok(!second.transcriptDelta.includes(FILES), 'what the first request said is not told again')
      await talk.hearWords('Part number 1 ')
      await end(talk)
    })

    it(`interop: codex over ${version} has its own words and a typed line answered`, async () => {
      const talk = await start(version)
      await talk.say('Everything is ready.')
      await talk.hearWords('Everything is ready.')
      const { sound } = await talk.listen(800)
      assert.ok(loudnessOf(sound) > 0.02)
      await talk.type('Which branch is this?')
      await talk.thread.next('turn/completed')
      assert.equal(lastEnvelope().input, 'Which branch is this?')
      await talk.hearWords('Part number 1 ')
      await end(talk)
    })
  }

  for (const version of ['v1', 'v2'] as const) {
    it(`interop: codex over ${version} takes a second request while it works as guidance, and the result is spoken once`, async () => {
      const talk = await start(version)
      await talk.hear(status)
      await talk.thread.next('turn/started')
      await talk.thread.next('item/completed')
      await talk.hear(files)
      await talk.thread.next('turn/completed')
      assert.equal(lastEnvelope().input, FILES)
      assert.equal(talk.thread.all.filter(({ method }) => method === 'turn/started').length, 1, 'one turn, steered')
      await talk.hearWords('There are 3 files here.')
      await end(talk)
      assert.equal(wordsOf(talk.thread.all, 'assistant').split('There are 3 files here.').length, 2)
    })
  }

  it('interop: codex over v2 is interrupted by speech: it is told, cuts the answer, and gets the new request', async () => {
    const talk = await start('v2')
    await talk.hear(tests)
    await talk.listen(200)
    await talk.hear(files)
    await talk.thread.next('thread/realtime/itemAdded', isSpeechStarted)
    await talk.thread.next('turn/completed')
    assert.equal(lastEnvelope().input, FILES)
    await talk.hearWords('There are 3 files here.')
    assert.ok(!wordsOf(talk.thread.all, 'assistant').includes('Part number 24 '), 'the first answer was cut')
    await end(talk)
  })

  it('interop: codex over v1 is interrupted by speech and gets the new request', async () => {
    const talk = await start('v1')
    await talk.hear(tests)
    await talk.listen(200)
    await talk.hear(files)
    await talk.hearWords('There are 3 files here.')
    assert.equal(lastEnvelope().input, FILES)
    await end(talk)
  })

  it('interop: codex writes down speech in transcription mode and starts no work', async () => {
    const before = model.requests.length
    const talk = await start('v2', { 'realtime.type': 'transcription' })
    for (const [samples, words] of [
      [files, FILES],
      [tests, TESTS],
    ] as const) {
      await talk.hear(samples)
      assert.equal((await talk.thread.next('thread/realtime/transcript/done'))['text'], words)
    }
    await end(talk)
    assert.equal(model.requests.length, before)
    assert.equal(wordsOf(talk.thread.all, 'assistant'), '')
  })

  it('interop: codex tells its app that a wrong key was refused', async () => {
    const other = await openEmbeddedServer({ apiKeys: ['sk-another'] })
    try {
      const talk = await start('v2', { experimental_realtime_ws_base_url: other.server.url })
      const { message } = await talk.thread.next('thread/realtime/error')
      assert.match(String(message), /401/)
    } finally {
      await other.close()
    }
  })

  /** Stops; the server lets go of the session although Codex cuts the connection without a close frame. */
  async function end(talk: CodexTalk): Promise<void> {
    open = open.filter((other) => other !== talk)
    assert.equal(await talk.stop(), 'requested')
    assert.deepEqual(
      talk.thread.all.filter(({ method }) => method === 'thread/realtime/error' || method === 'error'),
      [],
    )
    await embedded.idle()
    assert.deepEqual(
      embedded.log.filter(({ event }) => event === 'fault'),
      [],
    )
  }
})

function isSpeechStarted({ item }: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(item ?? null).includes('input_audio_buffer.speech_started')
}
