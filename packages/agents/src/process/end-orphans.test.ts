import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import * as fc from 'fast-check'
import { openAgentProcess } from './agent-process.js'
import { endOrphans } from './end-orphans.js'
import { decodeLedgerEntry, encodeLedgerEntry } from './ledger-entry.js'
import { nameProcess, readPlace } from './proc.js'
import { RUN_MARK } from './process-environment.js'
import { listProcessTree } from './process-tree.js'
import { createRunLedger, runLedgerFolder } from './run-ledger.js'

const limit = { timeout: 60_000, skip: process.platform === 'linux' ? false : 'there is no /proc here' }
const nothing = { endedRuns: 0, endedProcesses: 0, leftRuns: 0, damagedFiles: 0 }
const place = readPlace() ?? ''
const ourselves = nameProcess(process.pid) ?? { pid: 1, startTicks: 0 }
const dead = { pid: ourselves.pid, startTicks: ourselves.startTicks + 1 }

function ledgerFolder(context: TestContext): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'parley-ledger-')), 'runs')
  context.after(() => {
    rmSync(join(folder, '..'), { recursive: true })
  })
  return folder
}

/** It ignores SIGTERM, and so does the child of its child, in a session of its own and without a link to it. */
const stubborn = `
  process.on('SIGTERM', () => {})
  require('node:child_process').spawn('sh', ['-c', 'trap "" TERM; setsid sh -c "trap \\"\\" TERM; sleep 1000; sleep 1000" & exit 0'])
  setInterval(() => {}, 1000)
  setTimeout(() => console.log('up'), 200)`

test(
  'orphans: after kill -9 of the parent the next start ends all that its agents had started',
  limit,
  async (context) => {
    const folder = ledgerFolder(context)
    const agentProcess = new URL('agent-process.js', import.meta.url).href
    const ledger = new URL('run-ledger.js', import.meta.url).href
    const script = `
    const { openAgentProcess } = await import(${JSON.stringify(agentProcess)})
    const { createRunLedger, useRunLedger } = await import(${JSON.stringify(ledger)})
    useRunLedger(createRunLedger({ folder: ${JSON.stringify(folder)} }))
    const agent = openAgentProcess({
      program: process.execPath, programArguments: ['-e', ${JSON.stringify(stubborn)}], workingDirectory: '/',
    })
    agent.output.once('data', () => console.log(agent.mark))`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const mark = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (data) => resolve(String(data).trim())),
    )
    assert.match(mark, /^agent_/)
    assert.deepEqual(await endOrphans({ folder }), nothing, 'while its parent lives it is nobody’s orphan')

    parent.kill('SIGKILL')
    await new Promise((resolve) => parent.once('exit', resolve))
    assert.equal((await listProcessTree({ pid: -1, mark })).length >= 2, true, 'the orphans outlive their parent')
    const report = await endOrphans({ folder, killGraceMs: 100 })
    assert.equal(report.endedRuns, 1)
    assert.ok(report.endedProcesses >= 2)
    assert.deepEqual(await listProcessTree({ pid: -1, mark }), [])
    assert.deepEqual(readdirSync(folder), [])
    assert.deepEqual(await endOrphans({ folder }), nothing)
  },
)

test(
  'run ledger: a note is there for its owner alone while a program runs, and gone when it has ended',
  limit,
  async (context) => {
    const folder = ledgerFolder(context)
    const ledger = createRunLedger({ folder })
    const agent = openAgentProcess({
      ...{ program: 'cat', programArguments: [], workingDirectory: '/', ledger },
    })
    const [name = ''] = readdirSync(folder)
    assert.equal(name, `${agent.mark}.json`)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
    await agent.stop()
    assert.deepEqual(readdirSync(folder), [])
    const unstartable = openAgentProcess({
      ...{ program: 'no-such-program', programArguments: [], workingDirectory: '/', ledger },
    })
    await unstartable.ended
    assert.deepEqual(readdirSync(folder), [])
    assert.equal(ledger.failedWrites, 0)
  },
)

test('run ledger: a folder that cannot be written keeps no program from running', limit, async () => {
  const ledger = createRunLedger({ folder: join(process.execPath, 'runs') })
  const agent = openAgentProcess({
    ...{ program: 'cat', programArguments: [], workingDirectory: '/', ledger },
  })
  assert.equal((await agent.stop()).code, 0)
  assert.ok(ledger.failedWrites > 0)
})

test('orphans: a process id that somebody else has by now is never signalled', limit, async (context) => {
  const folder = ledgerFolder(context)
  createRunLedger({ folder }).note('agent_makes_the_folder').remove()
  const innocent = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
  const pid = innocent.pid ?? 0
  const start = nameProcess(pid)?.startTicks ?? 0
  const other = { pid, startTicks: start - 1 }
  writeFileSync(
    join(folder, 'agent_of_the_past.json'),
    encodeLedgerEntry({ mark: 'agent_of_the_past', place, parent: dead, leader: other }),
  )
  assert.deepEqual(await endOrphans({ folder, killGraceMs: 50 }), nothing)
  assert.equal(nameProcess(pid)?.startTicks, start)
  assert.deepEqual(readdirSync(folder), [], 'a note of what is gone goes too')
  innocent.kill('SIGKILL')
  await new Promise((resolve) => innocent.once('exit', resolve))
})

test('orphans: damaged notes are set aside, whatever is in them', limit, async (context) => {
  const folder = ledgerFolder(context)
  createRunLedger({ folder }).note('agent_makes_the_folder').remove()
  const whole = encodeLedgerEntry({ mark: 'agent_12345678', place, parent: dead, leader: undefined })
  const damaged = ['', '{', 'null', whole.slice(0, -10), whole.replace('agent_12345678', '../../x'), 'x'.repeat(70_000)]
  for (const [index, text] of damaged.entries()) writeFileSync(join(folder, `a${index}.json`), text)
  mkdirSync(join(folder, 'folder.json'))
  writeFileSync(join(folder, 'notes.txt'), 'not ours')
  assert.deepEqual(await endOrphans({ folder }), { ...nothing, damagedFiles: damaged.length + 1 })
  assert.deepEqual(await endOrphans({ folder }), nothing)
  assert.equal(readdirSync(folder).length, damaged.length + 2)
})

test(
  'orphans: notes of a later version, another machine or an unfinished write are left to their owners for a while',
  limit,
  async (context) => {
    const folder = ledgerFolder(context)
    createRunLedger({ folder }).note('agent_makes_the_folder').remove()
    const elsewhere = encodeLedgerEntry({ mark: 'agent_elsewhere', place: 'moon', parent: dead, leader: undefined })
    writeFileSync(join(folder, 'agent_elsewhere.json'), elsewhere)
    writeFileSync(join(folder, 'agent_later.json'), '{"version":2}')
    writeFileSync(join(folder, 'agent_unfinished.json.part'), '{"ver')
    assert.deepEqual(await endOrphans({ folder }), nothing)
    assert.equal(readdirSync(folder).length, 3)
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1)
    assert.deepEqual(await endOrphans({ folder }), nothing)
    assert.deepEqual(readdirSync(folder), [])
  },
)

test(
  'orphans: a folder that others can write is not trusted; one that does not exist holds nothing',
  limit,
  async (context) => {
    const folder = ledgerFolder(context)
    assert.deepEqual(await endOrphans({ folder }), nothing)
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o777)
    await assert.rejects(endOrphans({ folder }), /is not a folder that only you can write/)
  },
)

test('run ledger: a note comes back as it was written, and no text makes its decoder throw', () => {
  const plain = { noNullPrototype: true }
  const name = fc.record({ pid: fc.integer({ min: 1 }), startTicks: fc.nat() }, plain)
  const entry = fc.record(
    {
      mark: fc.uuid().map((id) => `run_${id}`),
      place: fc.string(),
      parent: name,
      leader: fc.option(name, { nil: undefined }),
    },
    plain,
  )
  fc.assert(
    fc.property(entry, (written) => {
      assert.deepEqual(decodeLedgerEntry(encodeLedgerEntry(written)), written)
    }),
  )
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      assert.equal(decodeLedgerEntry(text), undefined)
    }),
  )
})

test('run ledger: its folder follows XDG_STATE_HOME where that is a whole path', () => {
  assert.equal(runLedgerFolder({ XDG_STATE_HOME: '/s' }, '/home/u'), '/s/parley/runs')
  assert.equal(runLedgerFolder({ XDG_STATE_HOME: 'relative' }, '/home/u'), '/home/u/.local/state/parley/runs')
  assert.equal(runLedgerFolder({}, '/home/u'), '/home/u/.local/state/parley/runs')
})

test('orphans: whoever runs inside of an orphaned run does not end itself', limit, async (context) => {
  const folder = ledgerFolder(context)
  createRunLedger({ folder }).note('agent_makes_the_folder').remove()
  const mark = 'agent_around_us'
  writeFileSync(join(folder, `${mark}.json`), encodeLedgerEntry({ mark, place, parent: dead, leader: undefined }))
  const sibling = spawn('sleep', ['1000'], { stdio: 'ignore', env: { ...process.env, [RUN_MARK]: `outer ${mark}` } })
  const ended = new Promise((resolve) => sibling.once('exit', (_code, signal) => resolve(signal)))
  process.env[RUN_MARK] = `${mark} inner`
  assert.deepEqual(await endOrphans({ folder }), nothing)
  Reflect.deleteProperty(process.env, RUN_MARK)
  assert.deepEqual(await endOrphans({ folder }), { ...nothing, endedRuns: 1, endedProcesses: 1 })
  assert.equal(await ended, 'SIGTERM')
})
