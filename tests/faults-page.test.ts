import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listRequirementFaults } from './check-requirements.js'
import { listThreats } from './security-page.js'
import { listTestTitles } from './test-titles.js'

const ROOT = join(import.meta.dirname, '..', '..')
/** Faults between machines. */
const ELSEWHERE = new Set([17, 18])

test('faults page: every fault of one machine is on it, names tests, and each of them exists', () => {
  // The same form as that of a security page.
  const faults = listThreats(readFileSync(join(ROOT, 'docs', 'faults.md'), 'utf8'))
  const numbers = faults.map(({ id }) => Number(/^F(\d+) /.exec(id)?.[1]))
  const wanted = Array.from({ length: 24 }, (_none, index) => index + 1).filter((number) => !ELSEWHERE.has(number))
  assert.deepEqual(numbers, wanted)
  assert.deepEqual(listRequirementFaults(faults, listTestTitles(ROOT)), [])
})
