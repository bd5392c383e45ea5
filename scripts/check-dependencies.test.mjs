import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAddresses, listUnexplained } from './check-dependencies.mjs'

test('a registry address in the lock file is named with its package', () => {
  const packages = {
    '': { name: 'parley' },
    'node_modules/@parley/wire': { resolved: 'packages/wire', link: true },
    'node_modules/ws': { version: '8.23.0', integrity: 'sha512-x' },
    'node_modules/koffi': { version: '3.0.0', resolved: 'https://registry.example/koffi.tgz' },
    'node_modules/other': { version: '1.0.0', resolved: 'git+ssh://git@example.org/other.git' },
  }
  assert.deepEqual(listAddresses({ packages }), [
    'node_modules/koffi: https://registry.example/koffi.tgz',
    'node_modules/other: git+ssh://git@example.org/other.git',
  ])
})

test('a runtime dependency without a reason is named with its package', () => {
  const manifests = [
    { name: '@parley/wire', dependencies: { valibot: '^1.0.0' } },
    { name: '@parley/client', dependencies: { '@parley/wire': '0.1.0', ws: '^8.0.0' }, devDependencies: { tool: '1' } },
    { name: '@parley/speech', optionalDependencies: { koffi: '^3.0.0' } },
  ]
  assert.deepEqual(listUnexplained(manifests, ['| `valibot` | small |', 'koffi without backticks']), [
    '@parley/client: ws',
    '@parley/speech: koffi',
  ])
})
