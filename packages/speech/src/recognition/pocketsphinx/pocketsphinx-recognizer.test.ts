import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { findHumanRecordings } from '../../quality/measured-sets.js'
import { readRecording } from '../../quality/wav-file.js'
import { describeRecognizerEngine } from '../../testing/index.js'
import { findPocketSphinx } from './find-pocketsphinx.js'
import { createPocketSphinxRecognizer } from './pocketsphinx-recognizer.js'

const files = findPocketSphinx()
const recordings = findHumanRecordings()

if (typeof files === 'string') test('PocketSphinx', { skip: `not on this machine: ${files}` })
else describeRecognizerEngine('pocketsphinx', createPocketSphinxRecognizer)

const missing = typeof files === 'string' || recordings === undefined
describe(
  'PocketSphinx on people',
  { skip: missing ? 'pocketsphinx-testdata or the library is not installed' : false },
  () => {
    test('a short command is understood without error', { timeout: 60_000 }, async () => {
      const { samples } = await readRecording(join(recordings ?? '', 'goforward.raw'))
      const engine = createPocketSphinxRecognizer()
      const stream = engine.open()
      for (let position = 0; position < samples.length; position += 1600) {
        stream.push(samples.subarray(position, position + 1600))
      }
      assert.equal((await stream.finish()).text, 'go forward ten meters')
      await engine.close()
    })
  },
)
