import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { agentKinds } from '@parley/agents'
import { createCapturedTerminal } from '../testing/captured-terminal.js'
import { abilitiesOf } from './agent-listing.js'
import { findProgram } from './find-program.js'
import { listAgents } from './list-agents.js'
import { readProgramVersion } from './program-version.js'
import { tellAgent, tellAgents } from './tell-agents.js'

async function createProgram(context: TestContext, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-program-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'program')
  await writeFile(path, `#!${process.execPath}\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const config = {
  agent: 'mine',
  agents: {
    mine: { kind: 'command', command: [process.execPath, 'agent.mjs'] },
    gone: { kind: 'command', command: 'no-such-program --fast' },
    broken: { kind: 'comand' },
    folder: { workingDirectory: '/' },
  },
}

test('agents: every kind and every configured agent is listed, with what is there and what it can do', async () => {
  const listings = await listAgents(config)
  const byName = new Map(listings.map((listing) => [listing.name, listing]))
  for (const { name } of agentKinds) assert.ok(byName.has(name), name)
  assert.equal(listings.filter(({ name }) => name === 'folder').length, 1, 'a configured name replaces the kind')
  assert.deepEqual(byName.get('mine')?.program, { state: 'found', path: process.execPath, version: undefined })
  assert.deepEqual(byName.get('gone')?.program, { state: 'missing', name: 'no-such-program' })
  assert.equal(byName.get('broken')?.program.state, 'unusable')
  assert.deepEqual(
    listings.filter(({ isChosen }) => isChosen).map(({ name }) => name),
    ['mine'],
  )
})

test('agents: the table fits 80 columns, and what is missing has its advice below', async () => {
  const terminal = createCapturedTerminal()
  tellAgents(await listAgents(config), terminal)
  const rows = terminal.outLines.filter(
    (line) => !line.includes('→') && !line.startsWith('`') && !line.startsWith('* does'),
  )
  for (const line of rows) assert.ok(line.length <= 80, line)
  const text = terminal.outLines.join('\n')
  assert.match(text, /^\* mine/m)
  assert.match(text, /gone +not installed/)
  assert.match(text, /gone +→ there is no program 'no-such-program' on PATH/)
  assert.match(text, /broken +→ .*did you mean 'command'/)
})

test('agents: one agent is told with its program and every ability', async () => {
  for (const listing of await listAgents(config)) {
    const terminal = createCapturedTerminal()
    tellAgent(listing, terminal)
    assert.match(terminal.outLines.join('\n'), new RegExp(`^${listing.name}[\\s\\S]*--agent`))
  }
})

test('agents: abilities are what the description says, in one order', () => {
  const basics = { name: 'x', canSteer: false, canAnswer: false }
  assert.deepEqual(abilitiesOf(basics), [])
  const all = { ...basics, keepsContext: true, canResume: true, canReply: true, canAnswer: true, canSteer: true }
  assert.deepEqual(abilitiesOf(all), ['steer', 'ask', 'question', 'resume', 'context'])
})

test('agents: a program is found on PATH or at its path, if it can be run', async (context) => {
  const path = await createProgram(context, '')
  assert.equal(await findProgram('program', `/nonexistent:${join(path, '..')}`), path)
  assert.equal(await findProgram(path, ''), path)
  assert.equal(await findProgram(join(path, '..')), undefined, 'a folder')
  await chmod(path, 0o644)
  assert.equal(await findProgram(path), undefined)
})

test('agents: a version is the first line, and a program that hangs, fails or floods has none', async (context) => {
  const version = async (script: string, limitMs = 5000) =>
    readProgramVersion(await createProgram(context, script), ['--version'], limitMs)
  assert.equal(await version('console.log("agent 1.2.3\\u001b[31m\\nmore")'), 'agent 1.2.3\uFFFD[31m')
  assert.equal(await version('process.exit(1)'), undefined)
  assert.equal(await version('setInterval(() => {}, 1000)', 300), undefined)
  assert.equal(await version('process.stdout.write("x".repeat(1e6))'), undefined)
  process.env['PARLEY_TEST_SECRET'] = 'planted'
  context.after(() => delete process.env['PARLEY_TEST_SECRET'])
  assert.equal(await version('console.log(`v${process.env.PARLEY_TEST_SECRET}`)'), 'vundefined')
})
