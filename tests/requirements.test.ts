import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { join } from 'node:path'
import { listRequirementFaults } from './check-requirements.js'
import { listSourceFaults } from './requirement-sources.js'
import type { Requirement } from './requirement.js'
import { REQUIREMENTS } from './requirements.js'
import { listTestTitles } from './test-titles.js'

const ROOT = join(import.meta.dirname, '..', '..')

describe('requirements', () => {
  test('every requirement is shown by tests that exist', () => {
    assert.deepEqual(listRequirementFaults(REQUIREMENTS, listTestTitles(ROOT)), [])
  })

  test('every requirement is promised on a page, or in a package, that exists', () => {
    assert.deepEqual(listSourceFaults(REQUIREMENTS, ROOT), [])
  })

  test('the check names a page and a section that do not exist', () => {
    const row = (source: string): Requirement => ({ id: 'row', system: 1, source, behaviour: 'holds', tests: [] })
    const sources = ['GA reference, items', 'README.md, two commands', 'README.md, three commands', 'docs/no.md']
    assert.deepEqual(listSourceFaults(sources.map(row), ROOT), [
      'row: README.md has no "three commands"',
      'row: there is no docs/no.md',
    ])
  })

  test('the check names a row without a test, a test that does not exist and an id that is used twice', () => {
    const row = (id: string, tests: readonly string[]): Requirement => ({
      ...{ id, system: 1, source: 'here', behaviour: 'holds' },
      tests,
    })
    const rows = [
      row('good', ['a frame', 'computed … title']),
      row('bare', []),
      row('bad', ['gone']),
      row('good', ['a']),
    ]
    assert.deepEqual(listRequirementFaults(rows, new Set(['a frame is kept', 'computed … title'])), [
      'bare: no test shows it',
      'bad: there is no test "gone"',
      'good: this id is used twice',
    ])
  })
})
