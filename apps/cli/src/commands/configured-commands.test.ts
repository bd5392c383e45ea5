import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isRecord } from '@parley/wire'
import { createConfigWorld } from '../testing/config-world.js'
import type { ConfigWorld } from '../testing/config-world.js'

const program = fileURLToPath(new URL('../../bin/parley.js', import.meta.url))
const request = fileURLToPath(new URL('../../assets/request.wav', import.meta.url))

interface Run {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

type Parley = (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Run>

/** `parley` as a process of its own, in a project and with a home folder of its own. */
async function createWorldOfCommands(
  context: TestContext,
): Promise<{ readonly world: ConfigWorld; readonly parley: Parley }> {
  const world = await createConfigWorld(context)
  const { PATH = '' } = process.env
  const parley: Parley = async (args, environment = {}) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: world.project,
      env: { PATH, HOME: world.homeDirectory, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    await once(child, 'close')
    return { exitCode: child.exitCode, stdout, stderr }
  }
  return { world, parley }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text)
  assert.ok(isRecord(value), text)
  return value
}

test('parley config: it prints every setting with its source, and no secret', async (context) => {
  const { world, parley } = await createWorldOfCommands(context)
  await world.write('home/.config/parley/config.json', {
    agents: { mine: { kind: 'command', command: 'cat --token planted', env: { A: 'planted' } } },
  })
  await world.write('home/project/parley.config.json', { realtime: { voice: 'marin' } })
  const environment = { PARLEY_MODEL: 'm1', OPENAI_API_KEY: 'planted', PARLEY_AGNET: 'x' }
  const { exitCode, stdout, stderr } = await parley(['config', '--agent', 'mine'], environment)
  assert.deepEqual([exitCode, stderr], [0, ''])
  assert.match(stdout, /^agent +mine +--agent$/m)
  assert.match(stdout, /^agents\.mine\.kind +command +your config\.json$/m)
  assert.match(stdout, /^realtime\.model +m1 +PARLEY_MODEL$/m)
  assert.match(stdout, /^realtime\.voice +marin +parley\.config\.json$/m)
  assert.match(stdout, /^realtime\.url +embedded +default$/m)
  assert.match(stdout, /PARLEY_AGNET is no variable that Parley knows; did you mean PARLEY_AGENT\?/)
  const json = await parley(['config', '--json'], environment)
  assert.doesNotMatch(stdout + json.stdout, /planted/)
  assert.ok(Array.isArray(parseObject(json.stdout)['settings']))
})

test('parley config trust: what was left out counts from then on, until the file changes', async (context) => {
  const { world, parley } = await createWorldOfCommands(context)
  const config = { agent: 'mine', agents: { mine: { kind: 'command', command: 'cat' } } }
  await world.write('home/project/parley.config.json', config)
  const before = await parley(['config'])
  assert.match(before.stdout, /left out +agents\.mine: it names a program to run/)
  assert.match(before.stdout, /then run `parley config trust`/)
  assert.equal((await parley(['config', 'trust'])).exitCode, 0)
  const after = await parley(['config'])
  assert.match(after.stdout, /^agent +mine +parley\.config\.json$/m)
  assert.match(after.stdout, /parley\.config\.json \(trusted\)/)
  assert.match((await parley(['config', 'untrust'])).stdout, /is no longer trusted/)
  assert.match((await parley(['config', 'tust'])).stderr, /knows no 'tust'; did you mean 'trust'\?/)
})

test('parley config: a file that cannot be used is told, with exit code 2', async (context) => {
  const { world, parley } = await createWorldOfCommands(context)
  await world.write('home/project/parley.config.json', { agnet: 'x' })
  for (const command of [['config', 'trust'], ['agents']]) {
    const { exitCode, stderr } = await parley(command)
    assert.deepEqual([exitCode, /agnet is no key.*did you mean agent\?/.test(stderr)], [2, true], stderr)
  }
  await world.write('home/project/parley.config.json', {})
  const { exitCode, stderr } = await parley(['say', 'x.wav', '--agent', 'floder'])
  assert.deepEqual([exitCode, /no agent 'floder'\. Did you mean 'folder'\?/.test(stderr)], [2, true], stderr)
})

test('parley agents: it lists kinds and configured agents, for people and for programs', async (context) => {
  const { world, parley } = await createWorldOfCommands(context)
  await world.write('home/.config/parley/config.json', { agents: { mine: { kind: 'command', command: 'cat' } } })
  const { exitCode, stdout } = await parley(['agents'])
  assert.equal(exitCode, 0)
  assert.match(stdout, /^\* folder/m)
  assert.match(stdout, /^ {2}mine/m)
  const json = await parley(['agents', '--json'])
  const names = json.stdout
    .trim()
    .split('\n')
    .map((line) => parseObject(line)['name'])
  assert.ok(names.includes('folder') && names.includes('mine'), json.stdout)
  assert.match((await parley(['agents', 'mine'])).stdout, /use +--agent mine/)
  assert.equal((await parley(['agents', 'nobody'])).exitCode, 2)
})

test('parley agents test: one request without a voice, its end as the exit code', async (context) => {
  const { world, parley } = await createWorldOfCommands(context)
  const good = await parley(['agents', 'test', 'folder', 'how many files are in this folder'])
  assert.equal(good.exitCode, 0, good.stderr)
  assert.match(good.stdout, /^finished$/m)
  assert.match(good.stdout, /The folder project has 0 files|There (?:are|is) (?:no|0) files|no files/)
  const bad = await parley(['agents', 'test', 'command:sh -c "exit 3"', 'x', '--json'])
  assert.equal(bad.exitCode, 1)
  const last = parseObject(bad.stdout.trim().split('\n').at(-1) ?? '')
  assert.deepEqual([last['event'], last['outcome'], last['ok']], ['ended', 'failed', false])
  assert.equal((await parley(['agents', 'test', 'folder'])).exitCode, 2)
  // What is noted of running programs is where the state belongs, and gone when they are.
  assert.deepEqual(await readdir(`${world.homeDirectory}/.local/state/parley/runs`), [])
})

test('parley say: the configured agent does the work, with the environment that it is given', async (context) => {
  const { world, parley } = await createWorldOfCommands(context)
  const script = 'console.log(`Mars says ${process.env.WORD} ${process.env.OPENAI_API_KEY}`)'
  await world.write('home/.config/parley/config.json', {
    agent: 'mars',
    agents: { mars: { kind: 'command', command: [process.execPath, '-e', script], passEnvironment: ['WORD'] } },
  })
  const out = `${world.project}/reply.wav`
  const environment = { WORD: 'hello', OPENAI_API_KEY: 'planted' }
  const { exitCode, stdout } = await parley(['say', request, '--fast', '--json', '--out', out], environment)
  assert.equal(exitCode, 0, stdout)
  const events = stdout.trim().split('\n').map(parseObject)
  const updates = events.filter(({ event }) => event === 'update').map(({ text }) => text)
  assert.deepEqual(updates, ['Mars says hello undefined'])
  assert.doesNotMatch(stdout, /planted/)
})
