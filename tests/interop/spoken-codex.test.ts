import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { decodeRecording, replayRecording } from '@parley/conversation'
import type { Agent } from '@parley/conversation'
import { encodeDelegation } from '@parley/wire'
import { createCancellingResponder } from './support/cancelling-responder.js'
import { findCodex } from './support/codex-program.js'
import { openEmbeddedServer } from './support/embedded-server.js'
import type { EmbeddedServer } from './support/embedded-server.js'
import {
  BROKEN,
  COMMAND,
  FIXED,
  FIXED_WORDS,
  LINTED_WORDS,
  LONG_COMMAND,
  REFUSED_WORDS,
  RESUMED_WORDS,
} from './support/fixing-model.js'
import { killMarked, markedProcesses, processesRunning } from './support/marked-processes.js'
import { loudnessOf, msOf } from './support/sounds.js'
import { MARK, openCodexBench, REQUEST, talkItThrough } from './support/spoken-codex-turn.js'
import type { CodexBench } from './support/spoken-codex-turn.js'
import { openSpokenConversation } from './support/spoken-conversation.js'
import type { SpokenConversation } from './support/spoken-conversation.js'

const program = await findCodex()
if (!program.found) console.log(`interop: speech to codex is skipped: ${program.reason}`)
const options = { timeout: 240_000, skip: program.found ? false : program.reason }

describe('interop: from speech to the real Codex', options, () => {
  let server: EmbeddedServer
  let bench: CodexBench
  let agent: Agent
  let live: SpokenConversation

  before(async () => {
    server = await openEmbeddedServer({ responder: createCancellingResponder })
  })
  after(() => server.close())
  beforeEach(async () => {
    assert.ok(program.found)
    bench = await openCodexBench(program.script)
    agent = bench.createAgent()
    live = await openSpokenConversation({ server, agent })
  })
  afterEach(async () => {
    await live.close()
    await agent.close?.()
    await bench.close()
    assert.deepEqual(await markedProcesses(MARK, bench.mark), [], 'no process of it is left')
  })

  const onDisk = (): Promise<string> => readFile(join(bench.home.work, 'sum.mjs'), 'utf8')
  const phases = (): readonly string[] => live.of('task').map(({ phase }) => phase)
  const asked = (): readonly unknown[] =>
    live.of('permission').map(({ toolKind, title, way }) => [toolKind, title, way])

  const isResultHeard = (): boolean =>
    live.of('delivery').some(({ kind, phase }) => kind === 'result' && phase === 'heard')

  /** The reply with these words, loud and whole. */
  function assertHeard(words: string): void {
    const reply = live.of('reply').find(({ text }) => text.includes(words))
    assert.ok(reply?.itemId !== undefined, `nobody said "${words}": ${JSON.stringify(live.of('reply'))}`)
    const sound = live.heard(reply.itemId)
    assert.ok(Math.abs(msOf(sound) - reply.audioMs) < 50 && loudnessOf(sound) > 0.02, `loudness ${loudnessOf(sound)}`)
    const said = live.conversation.transcript.filter(({ role }) => role === 'assistant').map(({ text }) => text)
    assert.ok(said.some((text) => text.includes(words)))
  }

  it('interop: speech to codex: asked for by voice, granted by voice, done on disk, and told by voice', async () => {
    await talkItThrough(live, ['yes, go ahead', 'yes, go ahead'])

    const [handoff] = live.of('handoff')
    const envelope = encodeDelegation({ input: REQUEST, transcript: [{ role: 'user', text: REQUEST }] })
    assert.equal(handoff?.envelope, envelope)
    assert.equal(bench.model.requests[0]?.lastUserText, envelope, 'the model got the envelope, word for word')
    assert.deepEqual(asked(), [
      ['execute', `Run the command ${COMMAND}`, 'voice'],
      ['edit', 'Change sum.mjs', 'voice'],
    ])
    for (const title of [COMMAND, 'Change sum.mjs']) assertHeard(title)
    assert.deepEqual(
      live.of('permission-answered').map(({ decision, by }) => [decision, by]),
      [
        ['granted', 'voice'],
        ['granted', 'voice'],
      ],
    )
    assert.equal(await onDisk(), FIXED)
    assert.equal(live.of('task').at(-1)?.phase, 'finished')
    assertHeard(FIXED_WORDS)
    const approvals = (await live.records()).filter((record) => record.kind === 'approval')
    assert.deepEqual(
      approvals.map((record) => [record.phase, record.words?.text]),
      [
        ['asked', undefined],
        ['granted', 'yes go ahead'],
        ['asked', undefined],
        ['granted', 'yes go ahead'],
      ],
    )
    assert.equal(live.of('handoff').length, 1, 'a yes starts nothing')
    const said = live.of('reply').map(({ text }) => text)
    assert.ok(said.includes('Allowed. Task 1 goes on.'), said.join('\n'))
    assert.ok(!said.some((text) => text.includes('no request')), 'nobody talks about the words of an answer')

    await live.close()
    const recording = decodeRecording(live.recording(), 'the conversation')
    assert.ok(recording.steps.length > 100)
    assert.deepEqual(
      [...replayRecording(recording)].filter(({ isSame }) => !isSame),
      [],
    )
  })

  for (const [answers, what] of [
    [['no'], 'its command'],
    [['yes, go ahead', 'no'], 'its change of a file'],
  ] as const) {
    it(`interop: speech to codex: after a spoken no to ${what} nothing is changed, and the user is told`, async () => {
      await talkItThrough(live, answers)

      assert.deepEqual([...live.of('permission-answered')].pop()?.decision, 'denied')
      assert.match(bench.model.requests.at(-1)?.commandOutput ?? '', /reject/)
      assert.equal(await onDisk(), BROKEN)
      for (const words of ['Denied. Task 1 is told so.', REFUSED_WORDS]) assertHeard(words)
      assert.equal(live.of('handoff').length, 1, 'a no starts nothing')
    })
  }

  it('interop: speech to codex: a spoken request in the middle of the work steers it', async () => {
    await live.say('explain this project')
    await live.until('words of the model', () =>
      live.of('activity').some(({ activity }) => activity.type === 'progress'),
    )
    await live.say('also run the linter')
    await live.until('result heard', isResultHeard)

    assert.deepEqual(
      live.of('handoff').map(({ disposition }) => disposition),
      ['start', 'steer'],
    )
    assert.deepEqual(
      bench.model.requests.at(-1)?.userTexts.slice(-2),
      live.of('handoff').map(({ envelope }) => envelope),
    )
    assert.deepEqual(phases(), ['accepted', 'running', 'finished'])
    assertHeard(LINTED_WORDS)
  })

  it('interop: speech to codex: after kill -9 the work goes on in a new process, and its result is heard once', async () => {
    await live.say('start the server')
    await live.until('command', () => live.of('activity').some(({ activity }) => activity.type === 'tool-started'))
    await killMarked(MARK, bench.mark)
    await live.until('result heard', isResultHeard)

    assertHeard(RESUMED_WORDS)
    assert.deepEqual(phases(), ['accepted', 'running', 'finished'])
    const heard = live.of('delivery').filter(({ kind, phase }) => kind === 'result' && phase === 'heard')
    assert.equal(heard.length, 1)
    assert.deepEqual(await processesRunning(LONG_COMMAND), [])
  })

  it('interop: speech to codex: a spoken order to cancel ends the task, its command and every process', async () => {
    await live.say('start the server')
    await live.until('command', () => live.of('activity').some(({ activity }) => activity.type === 'tool-started'))
    assert.ok((await processesRunning(LONG_COMMAND)).length > 0)
    await live.say('cancel everything')
    await live.until('end', () => phases().includes('cancelled'))

    assert.deepEqual(await processesRunning(LONG_COMMAND), [])
    assert.deepEqual(await markedProcesses(MARK, bench.mark), [])
    assert.deepEqual(phases(), ['accepted', 'running', 'cancelled'])
    await live.until('word of it', () => live.of('reply').some(({ text }) => /cancel/i.test(text)))
  })
})
