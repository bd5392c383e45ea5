import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openFaultProxy } from '@parley/testkit'
import { runParley, serveParley } from '../support/parley-process.js'
import type { ParleyRun } from '../support/parley-process.js'

const request = fileURLToPath(new URL('../../../../apps/cli/assets/request.wav', import.meta.url))

/** `parley say` about a folder with two files, over a line that breaks as soon as the task runs. */
async function sayOverABreakingLine(): Promise<ParleyRun> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-lasting-'))
  await writeFile(join(folder, 'one.txt'), 'one\n')
  await writeFile(join(folder, 'two.txt'), 'two\n')
  const server = await serveParley()
  const line = await openFaultProxy({ targetPort: Number(new URL(server.url).port) })
  const onLine = (text: string): void => {
    if (text.includes('"phase":"running"')) line.reset()
  }
  const url = `http://127.0.0.1:${line.port}`
  const args = ['say', request, '--url', url, '--context', '--out', join(folder, '.reply.wav'), '--fast', '--json']
  try {
    return await runParley(args, { cwd: folder, onLine })
  } finally {
    await line.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

it(
  'end to end: parley say gets over a line that breaks while the agent runs, and its result is heard once',
  { timeout: 30_000 },
  async () => {
    const run = await sayOverABreakingLine()
    assert.equal(run.exitCode, 0, run.stdout + run.stderr)
    const phasesOf = (name: string): readonly unknown[] =>
      run.lines.filter(({ event }) => event === name).map(({ phase }) => phase)
    assert.deepEqual(phasesOf('connection'), ['waiting', 'connected'])
    assert.deepEqual(phasesOf('task'), ['accepted', 'running', 'finished'])
    assert.equal(phasesOf('delivery').filter((phase) => phase === 'heard').length, 1)
    assert.equal(run.lines.filter(({ event }) => event === 'handoff').length, 1)
    assert.deepEqual(run.lines.at(-1), { event: 'ended', ok: true })
  },
)
