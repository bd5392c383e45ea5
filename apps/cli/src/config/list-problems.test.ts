import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ParleyError } from '@parley/wire'
import { decodeConfig } from './decode-config.js'
import { listProblems, showProblem } from './list-problems.js'

const problemsOf = (config: unknown): readonly string[] => listProblems(config).map(showProblem)

test('configuration: one that says everything is taken as it is', () => {
  const config = {
    $schema: 'https://example.com/parley.json',
    agent: 'mine',
    agents: {
      mine: {
        ...{ kind: 'command', command: ['node', 'agent.mjs'], env: { LEVEL: '1' }, passEnvironment: ['MY_TOKEN'] },
        ...{ workingDirectory: 'work', timeLimitMs: 1000, approvals: { execute: 'deny', '*': 'screen' } },
      },
    },
    approvals: { rules: { read: 'allow', outside: 'deny' }, expireMs: 60_000 },
    realtime: { url: 'wss://example.com/v1', dialect: 'quicksilver', model: 'm', voice: 'v', apiKeyEnv: 'MY_KEY' },
    limits: { taskMs: 1, quietRunMs: 1, lostRunMs: 1, cancelMs: 1, lateWordsMs: 1, duplicateWindowMs: 1 },
    budget: { maxMoney: 2.5 },
    gateway: { host: '127.0.0.1', port: 0, tokenFile: 'token', stateDir: 'state' },
  }
  assert.deepEqual(problemsOf(config), [])
  assert.equal(decodeConfig(config, 'file'), config)
  assert.deepEqual(problemsOf({}), [])
})

test('configuration: an unknown key is refused with its whole path and the nearest known one', () => {
  const [top] = problemsOf({ agnet: 'folder' })
  assert.match(top ?? '', /^agnet is no key that Parley knows; did you mean agent\? \(known here: agent, agents, /)
  const [deep] = problemsOf({ approvals: { rules: { excute: 'allow' } } })
  assert.match(deep ?? '', /^approvals\.rules\.excute .*did you mean execute\?/)
  const [inAgent] = problemsOf({ agents: { mine: { kind: 'folder', workingDir: '/' } } })
  assert.match(inAgent ?? '', /^agents\.mine\.workingDir .*known here: kind, command/)
})

test('configuration: a wrong type is told with its path, what belongs there and what was found', () => {
  const wrong = { agent: 7, limits: { taskMs: 1.5 }, realtime: { dialect: 'french', url: 'ftp://x' }, gateway: [] }
  assert.deepEqual(problemsOf(wrong).toSorted(), [
    'agent must be a text, but is 7',
    'gateway must be a table, but is a list',
    'limits.taskMs must be a whole number of milliseconds, but is 1.5',
    "realtime.dialect must be one of realtime, quicksilver, but is 'french'",
    "realtime.url must be an address (http, https, ws, wss) or 'embedded', but is 'ftp://x'",
  ])
  assert.deepEqual(problemsOf([]), ['the whole of it must be a table, but is a list'])
  assert.deepEqual(problemsOf('x'), ["the whole of it must be a table of settings, but is 'x'"])
  assert.deepEqual(problemsOf({ agent: null }), ['agent must be a text, but is null'])
  assert.deepEqual(problemsOf({ budget: { maxMoney: 1, maxTokens: 1 } }), [
    'budget must be a table with either maxMoney or maxTokens, but is a table',
  ])
})

test('configuration: everything that is wrong with a file is in one error that names the file', () => {
  const config = { agnet: 1, limits: { taskMs: 'x' }, agents: { mine: { kind: 'comand' } } }
  assert.throws(
    () => decodeConfig(config, '/there/parley.config.json'),
    (error) => {
      assert.ok(error instanceof ParleyError && error.code === 'config')
      const [head, ...lines] = error.message.split('\n')
      assert.equal(head, '/there/parley.config.json cannot be used:')
      assert.equal(lines.filter((line) => line.startsWith('  ')).length, 3, error.message)
      assert.match(error.message, /agents\.mine\.kind 'comand' is no kind of agent \(did you mean 'command'\?\)/)
      return true
    },
  )
})

test('configuration: an agent without what its kind needs, or with what it does not take, is refused', () => {
  assert.match(problemsOf({ agents: { mine: { kind: 'command' } } })[0] ?? '', /^agents\.mine\.command is missing/)
  assert.match(
    problemsOf({ agents: { mine: { kind: 'folder', command: 'cat' } } })[0] ?? '',
    /^agents\.mine\.command means nothing to an agent of kind 'folder'/,
  )
  assert.deepEqual(problemsOf({ agents: { folder: { workingDirectory: '/' } } }), [])
  assert.match(problemsOf({ agents: { 'a.b': { kind: 'folder' } } })[0] ?? '', /^agents\.a\.b is no name for this/)
})

test('configuration: a key in a file is refused, never shown, and the way for keys is told', () => {
  const key = `sk-${'planted0'.repeat(4)}`
  const places = [
    { realtime: { apiKey: key } },
    { realtime: { apiKeyEnv: key } },
    { realtime: { model: key } },
    { realtime: { url: `https://example.com/?key=${key}` } },
    { agents: { mine: { kind: 'command', command: `cat --key ${key}` } } },
    { agents: { mine: { kind: 'command', command: ['cat', key] } } },
    { agents: { mine: { kind: 'command', command: 'cat', env: { OPENAI_API_KEY: key } } } },
    { agents: { mine: { kind: 'command', command: 'cat', token: 'short' } } },
  ]
  for (const place of places) {
    const problems = problemsOf(place)
    const text = problems.join('\n')
    assert.ok(problems.length > 0, JSON.stringify(place))
    assert.doesNotMatch(text, /planted0/)
    assert.match(text, /environment variable/, text)
  }
})
