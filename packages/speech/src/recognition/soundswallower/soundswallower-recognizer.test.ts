import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { findHumanRecordings } from '../../quality/measured-sets.js'
import { readRecording } from '../../quality/wav-file.js'
import { describeRecognizerEngine } from '../../testing/index.js'
import { createFliteSynthesizer } from '../../synthesis/flite/flite-synthesizer.js'
import { withoutFillers } from './filler.js'
import { createSoundSwallowerRecognizer } from './soundswallower-recognizer.js'
import type { RecognizerEngine } from '../../ports.js'

const LIMITS = { timeout: 120_000 }

describeRecognizerEngine('soundswallower', createSoundSwallowerRecognizer)

async function recognize(engine: RecognizerEngine, samples: Int16Array, phrases: readonly string[] = []) {
  const stream = engine.open({ phrases })
  stream.push(samples)
  return (await stream.finish()).text
}

async function speak(text: string): Promise<Int16Array> {
  const synthesizer = createFliteSynthesizer()
  for await (const { samples } of synthesizer.synthesize(text, { voice: 'rms', sampleRate: 16_000 })) {
    await synthesizer.close()
    return samples
  }
  throw new Error(`Nothing was spoken for "${text}".`)
}

const folder = findHumanRecordings()

describe('people', { skip: folder === undefined ? 'pocketsphinx-testdata is not installed' : false }, () => {
  test('phrases that were announced are understood word by word', LIMITS, async () => {
    const phrases = ['go forward ten meters', 'go somewhere and do something']
    const engine = createSoundSwallowerRecognizer({ phrases })
    for (const [file, text] of [
      ['goforward.raw', phrases[0]],
      ['something.raw', phrases[1]],
    ] as const) {
      const { samples } = await readRecording(join(folder ?? '', file))
      assert.equal(await recognize(engine, samples), text)
    }
    await engine.close()
  })
})

test('phrases of one stream do not leak into the next', LIMITS, async () => {
  const engine = createSoundSwallowerRecognizer()
  const samples = await speak('the purple elephant dances')
  assert.equal(await recognize(engine, samples, ['the purple elephant dances']), 'the purple elephant dances')
  assert.doesNotMatch(await recognize(engine, samples), /elephant/)
  await engine.close()
})

test('a word that no dictionary has is understood once its sound is given, and harmless before', LIMITS, async () => {
  const samples = await speak('restart the zimbabwian')
  const phrases = ['restart the zorblatt']
  const without = createSoundSwallowerRecognizer({ phrases })
  assert.doesNotMatch(await recognize(without, samples), /zorblatt/)
  await without.close()
  const pronunciations = [['zorblatt', 'Z IH M B AA B W IY AH N']] as const
  const engine = createSoundSwallowerRecognizer({ phrases, pronunciations })
  assert.match(await recognize(engine, samples), /zorblatt/)
  await engine.close()
})

test('swallowed sounds are not part of the text', () => {
  assert.equal(withoutFillers('list filler-aa filler-b the files filler-z'), 'list the files')
})
