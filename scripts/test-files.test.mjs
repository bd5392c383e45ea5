import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { listTestFiles } from './test-files.mjs'

function plantFiles(t, paths) {
  const root = mkdtempSync(join(tmpdir(), 'parley-tests-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  return root
}

test('compiled tests are found from their sources, in two groups', (t) => {
  const root = plantFiles(t, [
    ...['packages/wire/src/deep/frame.test.ts', 'packages/wire/dist/deep/frame.test.js'],
    ...['apps/cli/src/say.test.ts', 'apps/cli/dist/say.test.js', 'scripts/lock.test.mjs'],
    ...['tests/e2e/turn.test.ts', 'tests/dist/e2e/turn.test.js'],
    ...['bench/src/table.test.ts', 'bench/dist/table.test.js'],
  ])
  assert.deepEqual(listTestFiles(root), {
    unit: ['packages/wire/dist/deep/frame.test.js', 'apps/cli/dist/say.test.js', 'scripts/lock.test.mjs'],
    e2e: ['tests/dist/e2e/turn.test.js', 'bench/dist/table.test.js'],
  })
})

test('what is left in dist of a deleted test does not run', (t) => {
  const root = plantFiles(t, ['packages/wire/src/index.ts', 'packages/wire/dist/gone.test.js'])
  assert.deepEqual(listTestFiles(root), { unit: [], e2e: [] })
})

test('a test that is not compiled is an error that names it', (t) => {
  const root = plantFiles(t, ['packages/wire/src/frame.test.ts'])
  assert.throws(() => listTestFiles(root), /packages\/wire\/src\/frame\.test\.ts is not compiled/)
})
