import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeDelegation } from '@parley/wire'
import { runParley, serveParley } from './support/parley-process.js'
import type { JsonLine, ServingParley } from './support/parley-process.js'
import { listenTo } from './support/reply-check.js'

const request = fileURLToPath(new URL('../../../apps/cli/assets/request.wav', import.meta.url))

const phasesOf = (lines: readonly JsonLine[]): readonly unknown[] =>
  lines.filter((line) => line['event'] === 'task').map((line) => line['phase'])

const repliesOf = (lines: readonly JsonLine[]): string =>
  lines
    .filter((line) => line['event'] === 'reply')
    .map((line) => line['text'])
    .join(' ')

describe('end to end: one whole spoken turn', { timeout: 120_000 }, () => {
  let folder = ''
  let server: ServingParley

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
    await writeFile(join(folder, 'one.txt'), 'one\n')
    await writeFile(join(folder, 'two.txt'), 'two\n')
    server = await serveParley()
  })
  after(async () => {
    const exitCode = await server.stop()
    await rm(folder, { recursive: true, force: true })
    assert.equal(exitCode, 0, 'parley serve ends cleanly on SIGTERM')
  })

  for (const dialect of ['realtime', 'quicksilver']) {
    it(`goes from speech to spoken result between two processes over ${dialect}`, async () => {
      const out = join(folder, `.${dialect}.wav`)
      const run = await runParley(
        ['say', request, '--url', server.url, '--dialect', dialect, '--out', out, '--fast', '--json'],
        { cwd: folder },
      )
      assert.equal(run.exitCode, 0, run.stdout + run.stderr)
      const handoff = run.lines.find((line) => line['event'] === 'handoff')
      const envelope = decodeDelegation(String(handoff?.['envelope']))
      const words = run.lines.find((line) => line['event'] === 'transcript' && line['role'] === 'user')
      assert.equal(envelope?.input, words?.['text'], 'the agent gets the words that the user was understood to say')
      assert.deepEqual(phasesOf(run.lines), ['accepted', 'running', 'finished'])
      assert.match(repliesOf(run.lines), /two|2/i)
      assert.deepEqual(run.lines.at(-1), { event: 'ended', ok: true })
      const heard = await listenTo(out)
      assert.ok(heard.durationMs > 1000 && heard.loudShare > 0.3 && heard.levelDb > -35, JSON.stringify(heard))
    })
  }

  it('tells the truth about a task that failed', async () => {
    const out = join(folder, '.failed.wav')
    const agent = `command:"${process.execPath}" -e "console.error('no such branch'); process.exit(3)"`
    const args = ['say', request, '--url', server.url, '--agent', agent, '--out', out, '--fast', '--json']
    const run = await runParley(args, { cwd: folder })
    assert.equal(run.exitCode, 1)
    assert.deepEqual(phasesOf(run.lines), ['accepted', 'running', 'failed'])
    assert.match(repliesOf(run.lines), /fail|could not|not work/i)
    assert.equal(run.lines.at(-1)?.['ok'], false)
  })
})

describe('end to end: the command by itself', { timeout: 120_000 }, () => {
  it('runs the demo with everything inside one process and prints only JSON when asked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-demo-'))
    try {
      const out = join(folder, 'deep', 'reply.wav')
      const run = await runParley(['demo', '--out', out, '--json'], { cwd: folder })
      assert.equal(run.exitCode, 0, run.stdout + run.stderr)
      assert.equal(run.lines.at(-1)?.['ok'], true)
      const heard = await listenTo(out)
      assert.ok(heard.durationMs > 1000 && heard.loudShare > 0.3 && heard.levelDb > -35, JSON.stringify(heard))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('refuses a file that is no WAV with exit code 2 and says what it is', async () => {
    const run = await runParley(['say', fileURLToPath(import.meta.url)])
    assert.equal(run.exitCode, 2)
    assert.match(run.stderr, /is no WAV file/)
    assert.equal(run.stdout, '')
  })

  it('says that a server cannot be reached, with exit code 3', async () => {
    const run = await runParley(['say', request, '--url', 'http://127.0.0.1:9', '--json'])
    assert.equal(run.exitCode, 3)
    assert.equal(run.lines.at(-1)?.['ok'], false)
    assert.match(run.stderr, /127\.0\.0\.1:9/)
  })

  it('transcribes a file', async () => {
    const run = await runParley(['transcribe', request, '--json'])
    assert.equal(run.exitCode, 0, run.stdout + run.stderr)
    assert.match(String(run.lines[0]?.['text']), /files/)
    assert.deepEqual(run.lines.at(-1), { event: 'ended', ok: true })
  })

  it('finds by doctor that everything needed is here', async () => {
    const run = await runParley(['doctor', '--json'])
    assert.equal(run.exitCode, 0, run.stdout + run.stderr)
    assert.ok(run.lines.some((line) => line['event'] === 'finding' && String(line['name']).includes('soundswallower')))
  })
})
