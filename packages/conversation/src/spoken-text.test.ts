import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { estimateTokens } from './spoken-budget.js'
import { NOTHING_TO_SAY, spokenText } from './spoken-text.js'

const cases: readonly (readonly [name: string, markdown: string, spoken: string])[] = [
  ['plain words stay as they are', 'There are 12 files in this folder.', 'There are 12 files in this folder.'],
  ['a heading and list items become sentences', '# Result\n\n- one\n- two\n\n1. three', 'Result. one. two. three.'],
  ['lines of a paragraph are joined', 'The tests\nall pass.', 'The tests all pass.'],
  ['fenced code is left out', 'Run this:\n\n```sh\nrm -rf build\n```\n\nThen try again.', 'Run this: Then try again.'],
  ['an open fence hides all that follows', 'Look:\n```js\nconst a = 1\nmore words', 'Look:'],
  ['tilde fences are fences', 'One.\n~~~\ncode\n~~~\nTwo.', 'One. Two.'],
  ['indented code is left out', 'Before.\n\n    const a = 1;\n    b()\n\nAfter.', 'Before. After.'],
  ['tables are left out', 'Sizes:\n\n| file | size |\n|---|--:|\n| a | 1 |\n| b | 2 |\n\nDone.', 'Sizes: Done.'],
  ['tables without outer bars are left out', 'So.\n\na | b\n--- | ---\n1 | 2\n\nEnd.', 'So. End.'],
  ['a link is its words', 'See [the guide](https://example.com/a_(b)) first.', 'See the guide first.'],
  ['an address is "a link"', 'Open https://example.com/x?y=1 now.', 'Open a link now.'],
  ['an address in brackets is "a link"', 'Open <https://example.com> now.', 'Open a link now.'],
  ['a path is its last part', 'I changed src/server/turn-machine.ts:42.', 'I changed turn-machine.ts.'],
  ['an absolute path is its last part', 'It is in /home/ada/projects/parley.', 'It is in parley.'],
  ['a Windows path is its last part', 'It is in C:\\Users\\ada\\notes.txt now.', 'It is in notes.txt now.'],
  ['a path in code marks is its last part', 'See `./lib/a/b.js`.', 'See b.js.'],
  ['and/or, 24/7 and km/h are no paths', 'Yes and/or no, 24/7 at 30 km/h.', 'Yes and/or no, 24/7 at 30 km/h.'],
  ['hashes are left out', 'Commit 3f2a91c fixes it, see deadbeefdeadbeefdeadbeef12345678.', 'Commit fixes it, see.'],
  ['UUIDs are left out', 'Id 123e4567-e89b-12d3-a456-426614174000 is gone.', 'Id is gone.'],
  ['numbers are no hashes', 'It has 1234567 lines and was defaced.', 'It has 1234567 lines and was defaced.'],
  ['short names in code marks are said', 'Use `npm test` and `parley`.', 'Use npm test and parley.'],
  ['other code in code marks is left out', 'Call `foo(bar, {a: 1})` twice.', 'Call twice.'],
  ['emphasis is not said', '**All** tests *pass* and __none__ fails.', 'All tests pass and none fails.'],
  ['HTML is not said', 'A <b>bold</b> word<!-- hidden -->.', 'A bold word.'],
  ['terminal colours are not said', '\u001b[32mpassed\u001b[0m.', 'passed.'],
  ['stack traces are left out', 'It threw.\n    at run (/a/b.js:1:2)\n    at main (/a/c.js:3:4)', 'It threw.'],
  ['diffs are left out', 'Changed:\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n', 'Changed:'],
  ['task lists are lists', '- [x] build\n- [ ] ship', 'build. ship.'],
  ['JSON is for the screen', '{"files": ["a", "b"]}', NOTHING_TO_SAY],
  ['only code leaves a pointer to the screen', '```\nx\n```', NOTHING_TO_SAY],
  ['blank stays blank', ' \n\t ', ''],
]

for (const [name, markdown, spoken] of cases) {
  test(`spoken text: ${name}`, () => {
    assert.equal(spokenText(markdown), spoken)
  })
}

test('spoken text: a long text keeps its head and its tail within 1,000 tokens', () => {
  const sentences = Array.from({ length: 2000 }, (_, index) => `Sentence number ${index} says something.`)
  const spoken = spokenText(sentences.join(' '))
  assert.ok(estimateTokens(spoken) <= 1000, `${estimateTokens(spoken)} tokens`)
  assert.match(spoken, /^Sentence number 0 says something\./)
  assert.match(spoken, /Sentence number 1999 says something\.$/)
  assert.match(spoken, /left out/)
})

test('spoken text: any budget is kept', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 1, max: 60 }), (text, maxTokens) => {
      const spoken = spokenText(text.repeat(5), { maxTokens })
      assert.ok(spoken === NOTHING_TO_SAY || estimateTokens(spoken) <= maxTokens)
    }),
  )
})

test('spoken text: no input makes it throw, and no address, fence or control character comes out', () => {
  const pieces = [
    '```',
    '`',
    '|',
    '---',
    'https://a.b/c',
    '<',
    '>',
    '[',
    '](',
    ')',
    '#',
    '\n',
    ' ',
    '/',
    'word',
    '\u0007',
  ]
  const anyText = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 80 })
    .map((all) => all.join(''))
  fc.assert(
    fc.property(anyText, (text) => {
      const spoken = spokenText(text)
      assert.doesNotMatch(spoken, /```|https?:\/\/[a-z]/)
      // eslint-disable-next-line no-control-regex -- that there are none is the point
      assert.doesNotMatch(spoken, /[\u0000-\u001f]/)
    }),
  )
})

test('spoken text: hostile megabytes take no hostile time', { timeout: 10_000 }, () => {
  for (const piece of ['`', '[', '[](', '<!--', '<a', '|', '.', 'a.', '(', '*', '/', 'a/', '-', '# ', '{ ']) {
    spokenText(piece.repeat(1_000_000))
    spokenText(`${piece.repeat(1_000_000)}x`)
  }
})
