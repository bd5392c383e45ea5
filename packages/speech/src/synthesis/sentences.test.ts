import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hasLetterOrDigit, splitIntoSentences } from './sentences.js'

test('a text is cut after its sentences', () => {
  assert.deepEqual(splitIntoSentences('The build is done. Shall I go on? Yes!'), [
    'The build is done. ',
    'Shall I go on? ',
    'Yes!',
  ])
})

test('abbreviations and numbers do not end a sentence', () => {
  assert.deepEqual(splitIntoSentences('Dr. Smith paid 3.50 for it, e.g. in cash.'), [
    'Dr. Smith paid 3.50 for it, e.g. in cash.',
  ])
})

test('a long sentence is cut by clause', () => {
  const clause = 'and then it went on for quite a while,'
  const pieces = splitIntoSentences(`${Array(12).fill(clause).join(' ')} until it ended.`)
  assert.ok(pieces.length > 1)
  for (const piece of pieces.slice(0, -1)) assert.ok(piece.trimEnd().endsWith(','))
})

test('lines of a list are spoken one by one', () => {
  assert.equal(splitIntoSentences('Files:\n- one\n- two').length, 3)
})

test('what cannot be spoken hangs on to what can', () => {
  assert.deepEqual(splitIntoSentences('Done. 🎉 🎉'), ['Done. 🎉 🎉'])
  assert.deepEqual(splitIntoSentences('🎉 Done.'), ['🎉 Done.'])
  assert.deepEqual(splitIntoSentences('🎉 ... '), [])
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc
    .array(fc.constantFrom('word', 'x'.repeat(300), '. ', ', ', '\n', '🎉', ' ', '。', 'Dr. ', '3.5'))
    .map((parts) => parts.join('')),
)

test('joined, the pieces are the text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const pieces = splitIntoSentences(text)
      assert.equal(pieces.join(''), hasLetterOrDigit(text) ? text : '')
    }),
  )
})

test('every piece can be spoken and is short', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('word', 'longer', 'x'.repeat(450), '. ', ', ', ' ')),
      fc.integer({ min: 10, max: 200 }),
      (parts, maxCharacters) => {
        for (const piece of splitIntoSentences(parts.join(''), { maxCharacters })) {
          assert.ok(hasLetterOrDigit(piece))
          const spoken = piece.replace(/^[\s.,]+|[\s.,]+$/g, '')
          assert.ok(spoken.length <= maxCharacters + 2, `${spoken.length} characters`)
        }
      },
    ),
  )
})
