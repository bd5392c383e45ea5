import assert from 'node:assert/strict'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'
import type { RunEnded } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import { agentFromSpec } from '../agent-from-spec.js'
import { agentPresets } from '../presets/agent-presets.js'
import type { WrittenDefinition } from './agent-definition.js'
import { agentKinds } from './agent-kinds.js'
import { checkDefinition } from './check-definition.js'
import { findAgentProgram } from './find-agent-program.js'
import { nearestWord } from './nearest-word.js'
import { processSettings } from './process-settings.js'
import { createAgent, describeAgent, resolveAgent } from './resolve-agent.js'

const configError = (pattern: RegExp) => (error: unknown) =>
  error instanceof ParleyError && error.code === 'config' && pattern.test(error.message)

test('registry: every kind has a name of its own and says how it is written', () => {
  const names = agentKinds.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  for (const { name, usage, summary, rest, needs, takes } of agentKinds) {
    assert.ok(usage === name || usage.startsWith(`${name}:`), usage)
    assert.equal(
      rest !== undefined,
      usage.includes(':'),
      `${name}: only a kind with something behind the colon shows one`,
    )
    assert.ok(summary.length > 10 && needs.every((key) => takes.includes(key)), name)
  }
})

test('registry: a spec is a configured name, a kind, or a kind with what to run', () => {
  const configured = { mine: { kind: 'command', command: 'cat' } }
  assert.deepEqual(resolveAgent('mine', configured).definition, { kind: 'command', command: 'cat' })
  assert.equal(resolveAgent('folder').kind.name, 'folder')
  assert.deepEqual(resolveAgent(" command:sh -c 'echo a:b' ").definition, {
    kind: 'command',
    command: "sh -c 'echo a:b'",
  })
})

test('registry: a configured name comes before a kind of that name, and is of that kind when it says none', () => {
  const { definition, kind } = resolveAgent('folder', { folder: { workingDirectory: '/tmp' } })
  assert.deepEqual([kind.name, definition], ['folder', { kind: 'folder', workingDirectory: '/tmp' }])
  const command = resolveAgent('folder', { folder: { kind: 'command', command: 'cat' } })
  assert.equal(command.kind.name, 'command')
})

test('registry: an unknown agent is refused with the nearest name, the known kinds and the configured names', () => {
  const configured = { reviewer: { kind: 'command', command: 'cat' } }
  assert.throws(
    () => resolveAgent('reviwer', configured),
    configError(/no agent 'reviwer'\. Did you mean 'reviewer'\? Known: folder, .*command:.*Configured: reviewer\./),
  )
  assert.throws(
    () => resolveAgent('comand:cat'),
    configError(/'comand' \(in 'comand:cat'\)\. Did you mean 'command'\?/),
  )
  assert.throws(() => resolveAgent('qqqqqqqq'), configError(/no agent 'qqqqqqqq'\. Known:.*None is configured\./))
  for (const name of ['toString', '__proto__', 'constructor', '']) {
    assert.throws(() => resolveAgent(name, configured), configError(/There is no agent/), name)
  }
})

test('registry: a kind that takes nothing behind a colon says so', () => {
  assert.throws(() => resolveAgent('folder:x'), configError(/'folder' takes nothing behind a colon/))
})

test('registry: a definition is told what is missing, what means nothing and which kinds there are', () => {
  assert.deepEqual(checkDefinition('mine', { kind: 'command', command: 'cat', timeLimitMs: 5 }), [])
  assert.deepEqual(checkDefinition('folder', {}), [])
  const [missing] = checkDefinition('mine', { kind: 'command' })
  assert.equal(missing?.key, 'command')
  const [strange] = checkDefinition('mine', { kind: 'folder', command: 'cat' })
  assert.match(strange?.problem ?? '', /means nothing to an agent of kind 'folder'/)
  assert.match(checkDefinition('mine', { kind: 'comand' })[0]?.problem ?? '', /did you mean 'command'/)
  assert.match(
    checkDefinition('mine', { command: 'cat' })[0]?.problem ?? '',
    /is missing; known kinds are folder, codex, .*acp, command/,
  )
  assert.throws(
    () => resolveAgent('mine', { mine: { kind: 'command' } }),
    configError(/'mine' cannot be used: agents\.mine\.command is missing/),
  )
})

test('registry: the known agents are kinds, and describe themselves whether they are installed or not', () => {
  for (const { name, kind } of agentPresets) {
    const resolved = resolveAgent(name)
    const { canAnswer, canSteer, canResume } = describeAgent(resolved)
    assert.deepEqual([canAnswer, canSteer, canResume], [true, kind === 'codex', true], name)
    assert.ok(resolved.kind.takes.includes('program') && resolved.kind.program !== undefined)
  }
})

test('registry: an agent whose program is not there is refused, and how to install it is told', () => {
  const gone = { gone: { kind: 'codex', program: '/nonexistent/codex' } }
  assert.throws(
    () => createAgent(resolveAgent('gone', gone)),
    (error) =>
      error instanceof ParleyError &&
      error.code === 'unavailable' &&
      /'gone' needs Codex: there is no \/nonexistent\/codex\. Install it: npm install -g @openai\/codex/.test(
        error.message,
      ),
  )
  assert.equal(createAgent(resolveAgent('here', { here: { kind: 'codex', program: process.execPath } })).name, 'codex')
})

test('registry: the program of an agent is found on PATH, or at its path from the folder it works in', () => {
  const pathOf = (agent: WrittenDefinition) => findAgentProgram(resolveAgent('mine', { mine: agent }))?.path
  assert.equal(pathOf({ kind: 'command', command: `${process.execPath} agent.mjs` }), process.execPath)
  const folder = dirname(process.execPath)
  const relative = `./${basename(process.execPath)}`
  assert.equal(pathOf({ kind: 'acp', command: [relative], workingDirectory: folder }), process.execPath)
  assert.equal(pathOf({ kind: 'command', command: 'no-such-program' }), undefined)
  assert.equal(findAgentProgram(resolveAgent('folder')), undefined)
})

test('registry: a program sees of our environment what it is passed by name, and what is set for it comes first', () => {
  const ours = { SECRET_KEY: 'planted', WANTED: 'ours', SET: 'ours' }
  const { env } = processSettings(
    { kind: 'command', passEnvironment: ['WANTED', 'SET', 'ABSENT'], env: { SET: 'theirs' } },
    ours,
  )
  assert.deepEqual(env, { WANTED: 'ours', SET: 'theirs' })
})

test('registry: a configured agent runs with its environment and its folder', async () => {
  const script = 'console.log(process.env.PLANET, process.cwd())'
  const mine = {
    kind: 'command',
    command: [process.execPath, '-e', script],
    env: { PLANET: 'mars' },
    workingDirectory: '/',
  }
  const agent = createAgent(resolveAgent('mine', { mine }))
  let ended: RunEnded | undefined
  for await (const event of agent.start({ taskId: 't', input: 'x', envelope: 'x' }, {}).events) {
    if (event.type === 'ended') ended = event
  }
  assert.ok(ended?.outcome === 'finished', JSON.stringify(ended))
  assert.equal(ended.result.trim(), 'mars /')
})

test('registry: a command that speaks agent lines can do what its definition says', () => {
  const abilities = (written: WrittenDefinition) => {
    const { canSteer, canAnswer } = describeAgent(
      resolveAgent('mine', { mine: { kind: 'command', command: 'cat', ...written } }),
    )
    return [canSteer, canAnswer]
  }
  assert.deepEqual(abilities({}), [false, false])
  assert.deepEqual(abilities({ protocol: 'text' }), [false, false])
  assert.deepEqual(abilities({ protocol: 'lines' }), [false, true])
  assert.deepEqual(abilities({ protocol: 'lines', can: ['steer'] }), [true, false])
})

test('registry: settings are for what a spec leaves open', () => {
  assert.equal(agentFromSpec('mine', { agents: { mine: { kind: 'folder' } }, workingDirectory: '/' }).name, 'command')
})

test('registry: the nearest word is near, or none', () => {
  assert.equal(nearestWord('aprovals', ['agent', 'approvals']), 'approvals')
  assert.equal(nearestWord('AGENT', ['agent', 'approvals']), 'agent')
  assert.equal(nearestWord('budgt', ['agent', 'limits']), undefined)
  assert.equal(nearestWord('x', []), undefined)
})
