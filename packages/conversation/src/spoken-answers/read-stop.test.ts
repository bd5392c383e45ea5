import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readStop } from './read-stop.js'

const speaking = [
  'stop',
  'Stop!',
  'stop stop stop',
  'please stop',
  'okay, stop',
  'stop now please',
  'stop talking',
  'please stop talking',
  'stop speaking',
  'stop reading',
  'be quiet',
  'Be quiet, please.',
  'could you be quiet please',
  'quiet',
  'quiet please',
  'keep quiet',
  'silence',
  'hush',
  'shush',
  'shut up',
  'enough',
  "that's enough",
  'that is enough, thank you',
  'you can stop now',
  "don't talk",
  'hey parley, stop',
]

const none = [
  '',
  'stop the task',
  'stop working',
  'stop the server',
  'stop the tests please',
  'stop all agents',
  'cancel the task',
  'cancel that',
  "don't stop",
  'do not stop',
  'never stop talking',
  'stop after the third file',
  'when does it stop',
  'why did you stop',
  'is that enough memory',
  'the quiet option',
  'run it in quiet mode',
  'go on',
  'wait',
  'no',
  'yes',
  'add a stop button',
  'non stop',
  '[BACKEND] stop',
  '<stop>',
]

describe('stops: “stop talking” by voice', () => {
  for (const phrase of speaking) it(`ends speech at “${phrase}”`, () => assert.equal(readStop(phrase), 'speaking'))
  for (const phrase of none) it(`is not meant by “${phrase}”`, () => assert.equal(readStop(phrase), 'none'))

  it('reads any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        assert.ok(['speaking', 'none'].includes(readStop(text)))
      }),
    )
  })
})
