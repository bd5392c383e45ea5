import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listRequirementFaults } from './check-requirements.js'
import { listChecklist, listThreats } from './security-page.js'
import { listTestTitles } from './test-titles.js'

const ROOT = join(import.meta.dirname, '..', '..')

test('security page: every threat names tests, and each of them exists', () => {
  const threats = listThreats(readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8'))
  assert.ok(threats.length >= 10)
  assert.deepEqual(listRequirementFaults(threats, listTestTitles(ROOT)), [])
})

test('security page: a threat without tests and a title without a test are found', () => {
  const page =
    '## Threats\n\n### One\n\n- Test: `gone`\n- Test: `a frame`\n\n### Two\n\nNothing.\n\n## End\n\n- Test: `outside`\n'
  assert.deepEqual(listRequirementFaults(listThreats(page), new Set(['a frame is kept'])), [
    'One: there is no test "gone"',
    'Two: no test shows it',
  ])
})

test('security page: the checklist has each of its points, with tests that exist', () => {
  const points = listChecklist(readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8'))
  assert.deepEqual(
    points.map(({ id }) => id),
    Array.from({ length: 17 }, (_none, index) => `S${index + 1}`),
  )
  assert.deepEqual(listRequirementFaults(points, listTestTitles(ROOT)), [])
})

test('security page: a point without a test and a title without a test are found', () => {
  const page =
    '## The checklist\n\n| S1 Bind | holds | `gone` |\n| S2 Host | holds | nothing |\n\n## End\n\n| S3 No | x | `y` |\n'
  assert.deepEqual(listRequirementFaults(listChecklist(page), new Set(['a frame'])), [
    'S1: there is no test "gone"',
    'S2: no test shows it',
  ])
})
