import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { openSpeech } from '@parley/speech'
import { encodeDelegation, encodeWav } from '@parley/wire'
import { listenTo } from '../e2e/support/reply-check.js'
import { findCodexAcp, makeCodexAcpHome } from './support/codex-acp-program.js'
import { findCodex } from './support/codex-program.js'
import { speakRequest } from './support/embedded-server.js'
import { FIXED, FIXED_WORDS } from './support/fixing-model.js'
import { markedProcesses } from './support/marked-processes.js'
import { openChatModel } from './support/openai-chat-model.js'
import { findOpenCode, makeOpenCodeHome } from './support/opencode-program.js'
import { runParleyAtHome } from './support/parley-at-home.js'
import type { ParleyAtHome, ParleyResult } from './support/parley-at-home.js'
import { openScriptedModel } from './support/scripted-model.js'
import { SAMPLE_RATE } from './support/sounds.js'
import { MARK, openCodexBench, REQUEST } from './support/spoken-codex-turn.js'

const [codex, openCode, codexAcp] = await Promise.all([findCodex(), findOpenCode(), findCodexAcp()])
const skipUnless = (program: typeof codex | typeof openCode): string | false => (program.found ? false : program.reason)

const ENVELOPE = encodeDelegation({ input: REQUEST, transcript: [{ role: 'user', text: REQUEST }] })
const PROOF_COMMAND = 'echo done > proof.txt'
const DONE_WORDS = 'The tests pass now, and there is a proof of it.'
/** What everybody's rules ask about and a file that was spoken cannot answer. */
const rules = { edit: 'allow', execute: 'allow' }

describe('interop: parley say with real agents', { timeout: 240_000 }, () => {
  let folder = ''
  let request = ''
  let mark = ''

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-spoken-'))
    request = join(folder, 'request.wav')
    const speech = await openSpeech()
    await writeFile(request, encodeWav(await speakRequest(speech, REQUEST), SAMPLE_RATE))
    await speech.close()
    mark = randomUUID()
  })
  afterEach(async () => {
    assert.deepEqual(await markedProcesses(MARK, mark), [], 'no process of the agent is left')
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const sayTo = (at: ParleyAtHome, agent: string, ...more: readonly string[]): Promise<ParleyResult> =>
    runParleyAtHome(at, ['say', request, '--agent', agent, '--out', `${request}.reply`, '--fast', '--json', ...more])

  async function assertDone({ exitCode, lines, output }: ParleyResult, words: string): Promise<void> {
    assert.equal(exitCode, 0, output)
    const of = (event: string): ParleyResult['lines'] => lines.filter((line) => line['event'] === event)
    assert.equal(of('handoff')[0]?.['envelope'], ENVELOPE)
    assert.equal(of('task').at(-1)?.['phase'], 'finished')
    assert.ok(of('permission').length > 0 && of('permission').every(({ way }) => way === 'allow'), output)
    assert.ok(
      of('reply').some(({ text }) => String(text).includes(words)),
      output,
    )
    const heard = await listenTo(`${request}.reply`)
    assert.ok(heard.durationMs > 1000 && heard.loudShare > 0.3 && heard.levelDb > -35, JSON.stringify(heard))
  }

  it(
    'interop: parley say --agent codex does what was said, as a trusted file allows, and its record replays',
    { skip: skipUnless(codex) },
    async () => {
      assert.ok(codex.found)
      const bench = await openCodexBench(codex.script)
      const { home, work } = bench.home
      // As npm has installed it: `codex` on PATH.
      const programFolders = [join(dirname(codex.script), '../../../.bin')]
      const at = { home, workingDirectory: work, programFolders, env: { CODEX_HOME: home } }
      const record = join(folder, 'codex.jsonl')
      try {
        const agents = { codex: { model: 'gpt-5.5', env: { [MARK]: mark }, approvals: rules } }
        await writeFile(join(work, 'parley.config.json'), JSON.stringify({ agents }))
        const trusted = await runParleyAtHome(at, ['config', 'trust'])
        assert.equal(trusted.exitCode, 0, trusted.output)

        await assertDone(await sayTo(at, 'codex', '--record', record), FIXED_WORDS)
        assert.equal(bench.model.requests[0]?.lastUserText, ENVELOPE)
        assert.equal(await readFile(join(work, 'sum.mjs'), 'utf8'), FIXED)

        const replayed = await runParleyAtHome(at, ['replay', record, '--json'])
        assert.equal(replayed.exitCode, 0, replayed.output)
        const { ok, differences } = replayed.lines.at(-1) ?? {}
        assert.deepEqual([ok, differences], [true, 0])
      } finally {
        await bench.close()
      }
    },
  )

  it('interop: parley say --agent opencode does what was said', { skip: skipUnless(openCode) }, async () => {
    assert.ok(openCode.found)
    const model = await openChatModel(({ toolOutput }) =>
      toolOutput === undefined
        ? [{ kind: 'tool', name: 'bash', arguments: { command: PROOF_COMMAND, description: 'Proves it' } }]
        : [{ kind: 'text', text: DONE_WORDS }],
    )
    const theirs = await makeOpenCodeHome(model.baseUrl)
    const { env, work } = theirs
    try {
      const home = join(folder, 'opencode-user')
      await writeConfig(home, { agents: { opencode: { env: { ...env, [MARK]: mark }, approvals: rules } } })
      const at = { home, workingDirectory: work, programFolders: [dirname(openCode.file)] }
      await assertDone(await sayTo(at, 'opencode'), DONE_WORDS)
      assert.equal(model.requests[0]?.lastUserText.trim(), ENVELOPE)
      assert.equal(await readFile(join(work, 'proof.txt'), 'utf8'), 'done\n')
    } finally {
      await model.close()
      await theirs.remove()
    }
  })

  it('interop: parley say --agent acp: with codex-acp does what was said', { skip: skipUnless(codexAcp) }, async () => {
    assert.ok(codexAcp.found)
    const model = await openScriptedModel(({ commandOutput }) =>
      commandOutput === undefined
        ? [{ kind: 'command', command: PROOF_COMMAND }]
        : [{ kind: 'message', phase: 'final_answer', text: DONE_WORDS }],
    )
    const theirs = await makeCodexAcpHome(model.baseUrl)
    const { env, work } = theirs
    try {
      const home = join(folder, 'codex-acp-user')
      await writeConfig(home, { approvals: { rules } })
      // All that a specification on the command line gives its program is the user's home.
      await cp(env['CODEX_HOME'] ?? '', join(home, '.codex'), { recursive: true })
      const at = { home, workingDirectory: work, programFolders: [] }
      await assertDone(await sayTo(at, `acp:'${codexAcp.file}'`), DONE_WORDS)
      assert.equal(model.requests[0]?.lastUserText.trim(), ENVELOPE)
      assert.equal(await readFile(join(work, 'proof.txt'), 'utf8'), 'done\n')
      assert.deepEqual(await markedProcesses('HOME', home), [])
    } finally {
      await model.close()
      await theirs.remove()
    }
  })
})

/** The user's own configuration, which is trusted. */
async function writeConfig(home: string, config: object): Promise<void> {
  const place = join(home, '.config/parley')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'config.json'), JSON.stringify(config))
}
