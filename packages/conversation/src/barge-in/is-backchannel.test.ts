import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heardText, restFromSentence, unheardText } from './heard-text.js'
import { isBackchannel } from './is-backchannel.js'

const sounds = [
  '',
  ' … ',
  'mhm',
  'Mm-hmm.',
  'uh-huh',
  'Uh huh',
  'yeah',
  'Yeah, yeah.',
  'okay',
  'OK.',
  'right',
  'Right!',
  'I see',
  'got it',
  'hm',
  'ah, okay',
  'alright',
  'cool',
  'makes sense',
  'go on',
]
const words = [
  'no',
  'nope',
  'stop',
  'wait',
  'hold on',
  'yes',
  'really?',
  'okay?',
  'what',
  'okay stop',
  'yeah but',
  'right, and the tests?',
  'yeah no',
  'never mind',
  'cancel',
  '5',
  'да',
  'mhm do it now please',
]

test('barge-in: sounds of listening are told from words that want the floor', () => {
  for (const text of sounds) assert.equal(isBackchannel(text), true, text)
  for (const text of words) assert.equal(isBackchannel(text), false, text)
})

test('barge-in: words are taken for heard in proportion to their sound', () => {
  const text = 'one two  three\nfour'
  assert.equal(heardText(text, 500, 1000), 'one two')
  assert.equal(unheardText(text, 500, 1000), 'three four')
  assert.equal(heardText(text, 2000, 1000), 'one two three four')
  assert.equal(heardText(text, 10, 0), '')
})

test('barge-in: what is said again begins with the sentence that was cut', () => {
  const text = 'There are three. The first is a. The last is c.'
  assert.equal(restFromSentence(text, 0), text)
  assert.equal(restFromSentence(text, 2), text)
  assert.equal(restFromSentence(text, 3), 'The first is a. The last is c.')
  assert.equal(restFromSentence(text, 8), 'The last is c.')
  assert.equal(restFromSentence(text, 99), 'The last is c.')
  assert.equal(restFromSentence('no sentence', 1), 'no sentence')
})
