import assert from 'node:assert/strict'
import { delimiter } from 'node:path'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { agentPresets } from './agent-presets.js'
import { createPresetAgent } from './create-preset-agent.js'
import { findPresets } from './find-presets.js'
import { findProgram } from './find-program.js'

const machineWith = (...programs: readonly string[]) => ({
  path: ['/usr/bin', '', '/home/me/bin'].join(delimiter),
  exists: (path: string) => programs.includes(path),
})

test('presets: each is found by its program on PATH, or says how to install it', () => {
  const found = findPresets(machineWith('/home/me/bin/gemini', '/usr/bin/codex'))
  assert.deepEqual(
    found.map((each) => [each.name, each.found ? each.programPath : each.install]),
    [
      ['codex', '/usr/bin/codex'],
      ['claude', 'npm install -g @agentclientprotocol/claude-agent-acp'],
      ['gemini', '/home/me/bin/gemini'],
      ['opencode', 'npm install -g opencode-ai'],
      ['qwen', 'npm install -g @qwen-code/qwen-code'],
    ],
  )
})

test('presets: the preferred program comes first, wherever it lies', () => {
  const search = machineWith('/usr/bin/claude-code-acp', '/home/me/bin/claude-agent-acp')
  assert.equal(findProgram(['claude-agent-acp', 'claude-code-acp'], search), '/home/me/bin/claude-agent-acp')
})

test('presets: a program in the current folder is not one that was installed', () => {
  assert.equal(findProgram(['gemini'], machineWith('gemini')), undefined)
})

test('presets: a missing program is an error that says how to install it', () => {
  assert.throws(
    () => createPresetAgent('gemini', { search: machineWith() }),
    (error) =>
      error instanceof ParleyError &&
      error.code === 'config' &&
      error.message ===
        'Gemini CLI is not installed: gemini is not on PATH. Install it with: npm install -g @google/gemini-cli',
  )
})

test('presets: a name that is none is an error that names those that are', () => {
  assert.throws(() => createPresetAgent('gemni', { search: machineWith() }), /no preset 'gemni'.*codex, claude, gemini/)
})

test('presets: one that is there is an agent of its name', () => {
  const agent = createPresetAgent('opencode', { search: machineWith('/usr/bin/opencode') })
  assert.equal(agent.name, 'opencode')
  assert.equal(agent.describe().canAnswer, true)
})

test('presets: Codex is made by whoever speaks its own language', () => {
  const search = machineWith('/usr/bin/codex')
  assert.throws(() => createPresetAgent('codex', { search }), /createCodexAgent/)
  const made: string[] = []
  const agent = createPresetAgent('opencode', { search: machineWith('/usr/bin/opencode') })
  createPresetAgent('codex', {
    search,
    createCodex(programPath, { login }) {
      made.push(programPath, login)
      return agent
    },
  })
  assert.deepEqual(made, ['/usr/bin/codex', 'Run `codex login`, or set OPENAI_API_KEY.'])
})

test('presets: names are unique, and none lets more of the environment through than names of its own matters', () => {
  assert.equal(new Set(agentPresets.map(({ name }) => name)).size, agentPresets.length)
  for (const { passEnvironment } of agentPresets) {
    assert.ok(
      passEnvironment.every((name) => /^(OPENAI|CODEX|ANTHROPIC|CLAUDE|GEMINI|GOOGLE|OPENCODE|DASHSCOPE)_/.test(name)),
    )
  }
})
