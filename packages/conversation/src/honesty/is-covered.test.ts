import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isCovered } from './is-covered.js'

const cases: readonly (readonly [text: string, said: string, covered: boolean])[] = [
  ['Three files.', 'There are three files in it.', true],
  ['There are 12 files.', 'You have twelve files.', true],
  ['There are 12 files.', 'You have eleven files.', false],
  ['Three files.', 'Let me look at the files.', false],
  ['The tests pass.', 'The tests do not pass.', false],
  ['Task 1 failed. It exited with code 3.', 'Unfortunately task 1 failed: it exited with code 3.', true],
  ['Task 1 failed. It exited with code 3.', 'It exited with code 3.', false],
  ['Nothing was found.', 'I found it.', false],
  [
    'The build took four minutes, all forty tests passed and the package was published to the registry.',
    'So: the build took four minutes, all forty tests passed and the package was published.',
    true,
  ],
  [
    'The build took four minutes, all forty tests passed and the package was published to the registry.',
    'So: the build took four minutes.',
    false,
  ],
  ['It is there.', 'It is there.', false],
  ['', 'anything', false],
]

for (const [text, said, covered] of cases) {
  test(`deliveries: "${said}" ${covered ? 'tells' : 'does not tell'} "${text}"`, () => {
    assert.equal(isCovered(text, said), covered)
  })
}

test('deliveries: a text that has content is covered by itself, and never by silence', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(isCovered(text, ''), false)
      if (/[b-hj-z]{9,}/i.test(text)) assert.equal(isCovered(text, `so ${text}`), true)
    }),
  )
})
