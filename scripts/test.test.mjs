import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('./test.mjs', import.meta.url))
const runTestCommand = (...args) => spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' })

test('a step that does not exist is refused with the steps that do', () => {
  const { status, stderr } = runTestCommand('--only=speling')
  assert.equal(status, 2)
  assert.match(stderr, /--only=speling: there is format, lint, boundaries, dependencies, unit, e2e, checks, tests/)
})

test('one step alone runs under its heading and says how long it took', () => {
  const { status, stdout } = runTestCommand('--only=dependencies')
  assert.equal(status, 0)
  assert.match(stdout, /── dependencies ─+\ndependencies passed in \d+\.\d s\n$/)
})

test('paths that no test file has are an error and not a search for other tests', () => {
  const { status, stderr } = runTestCommand('--only=unit', 'no/such/folder')
  assert.equal(status, 1)
  assert.match(stderr, /No test file is meant by these arguments/)
  assert.match(stderr, /FAILED: tests/)
})
