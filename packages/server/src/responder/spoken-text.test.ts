import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toSpokenText } from './spoken-text.js'

const cases: readonly (readonly [written: string, spoken: string])[] = [
  ['Plain words.', 'Plain words.'],
  ['There is **one** `file`.', 'There is one file.'],
  ['# Result\n\n- one\n- two', 'Result. one. two'],
  ['See [the docs](https://x.example/a).', 'See the docs.'],
  ['Done: https://x.example/a?b=c', 'Done: a link'],
  ['Run:\n```sh\nrm -rf x\n```\nThen look.', 'Run: Then look.'],
  ['I need your approval.\n\n{"type":"exec_approval_request","command":["ls"]}', 'I need your approval.'],
  ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
  ['', ''],
]

test('embedded server: what is read aloud has no Markdown, code, JSON or addresses in it', () => {
  for (const [written, spoken] of cases) assert.equal(toSpokenText(written), spoken)
})

test('embedded server: plain words are read as they stand, and no text makes the cleaning throw', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof toSpokenText(text) === 'string'))
  const word = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), (words) => toSpokenText(words.join(' ')) === words.join(' ')))
})
