import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { approvalWays } from '@parley/conversation'
import type { ParleyConfig } from './config-schema.js'
import { listProblems } from './list-problems.js'
import { mergeSettings, tableFromSettings, toSettings } from './merge-settings.js'
import type { ConfigSource } from './setting.js'

const sources: readonly ConfigSource[] = [
  { kind: 'default' },
  { kind: 'user-file', file: '/home/me/.config/parley/config.json' },
  { kind: 'project-file', file: '/home/me/project/parley.config.json' },
  { kind: 'environment', variable: 'PARLEY_AGENT' },
  { kind: 'option', option: 'agent' },
]

const optional = { requiredKeys: [] }
const rule = fc.constantFrom(...approvalWays)
const milliseconds = fc.integer({ min: 1, max: 1_000_000 })
const agentNames = fc.constantFrom('mine', 'yours', 'other-one')
const agent = fc.oneof(
  fc
    .record({ kind: fc.constant('command'), command: fc.constant('cat'), timeLimitMs: milliseconds }, optional)
    .map((made) => ({
      ...made,
      ...{ kind: 'command', command: 'cat' },
    })),
  fc.constant({ kind: 'folder', workingDirectory: '/' }),
)
const anyConfig: fc.Arbitrary<ParleyConfig> = fc.record(
  {
    agent: fc.constantFrom('folder', 'mine'),
    agents: fc.dictionary(agentNames, agent, { noNullPrototype: true }),
    approvals: fc.record(
      { rules: fc.record({ read: rule, execute: rule, '*': rule, outside: rule }, optional), expireMs: milliseconds },
      optional,
    ),
    realtime: fc.record({ url: fc.constantFrom('embedded', 'ws://127.0.0.1:1'), model: fc.constant('m') }, optional),
    limits: fc.record({ taskMs: milliseconds, cancelMs: milliseconds }, optional),
    budget: fc.oneof(fc.record({ maxMoney: milliseconds }), fc.record({ maxTokens: milliseconds })),
    gateway: fc.record({ port: fc.integer({ min: 0, max: 65_535 }) }, optional),
  },
  optional,
)

test('configuration: of several layers the topmost that says something counts, per setting', () => {
  fc.assert(
    fc.property(fc.array(anyConfig, { minLength: 1, maxLength: sources.length }), (configs) => {
      const layers = configs.map((config, index) => toSettings(config, sources[index] ?? { kind: 'default' }))
      const merged = mergeSettings(layers)
      const paths = new Set(layers.flat().map(({ path }) => path))
      assert.deepEqual(new Set(merged.keys()), paths)
      for (const path of paths) {
        const topmost = layers.findLast((layer) => layer.some((setting) => setting.path === path))
        assert.deepEqual(
          merged.get(path),
          topmost?.find((setting) => setting.path === path),
        )
      }
      // What was right in its files is right together.
      assert.deepEqual(listProblems(tableFromSettings(merged.values())), [])
    }),
  )
})

test('configuration: settings make the table again that they were taken from', () => {
  fc.assert(
    fc.property(anyConfig, (config) => {
      const settings = toSettings(config, { kind: 'default' })
      const again = toSettings(tableFromSettings(settings), { kind: 'default' })
      assert.deepEqual(again, settings)
    }),
  )
})

test('configuration: an agent and a budget are never put together from two files', () => {
  const below = { agents: { mine: { kind: 'command', command: 'cat', timeLimitMs: 5 } }, budget: { maxMoney: 1 } }
  const above = { agents: { mine: { kind: 'folder' }, more: { kind: 'folder' } }, budget: { maxTokens: 2 } }
  const merged = mergeSettings([below, above].map((config) => toSettings(config, { kind: 'default' })))
  assert.deepEqual(tableFromSettings(merged.values()), above)
})
