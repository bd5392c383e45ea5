import assert from 'node:assert/strict'
import { mkdtemp, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { rootMeanSquare } from '../../samples.js'
import { describeSynthesizerEngine } from '../../testing/index.js'
import { writeTinyVoice } from '../../testing/tiny-models.js'
import { createSherpaSynthesizer } from './sherpa-synthesizer.js'
import { speakerFor } from './sherpa-speech-model.js'
import { findSynthesizerConfig } from './synthesizer-config.js'

const WORDS = 'the build is green done hello there all tests are and no warnings what shall i do next'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-voice-'))
  await writeTinyVoice(join(folder, 'voice'), WORDS.split(' '))
})
after(() => rm(folder, { recursive: true, force: true }))

describeSynthesizerEngine('sherpa', () => createSherpaSynthesizer({ modelsFolder: folder }))

test('a voice of the user speaks sentence by sentence at the rate asked for', { timeout: 60_000 }, async () => {
  const engine = createSherpaSynthesizer({ modelsFolder: folder })
  const texts: string[] = []
  for await (const { text, samples } of engine.synthesize('The build is green. Hello there.', { sampleRate: 24_000 })) {
    texts.push(text.trim())
    assert.ok(samples.length > 24_000 * 0.5 && rootMeanSquare(samples) > 100)
  }
  assert.deepEqual(texts, ['The build is green.', 'Hello there.'])
  await engine.close()
})

test('a voice that lacks a file says which', async () => {
  const incomplete = join(folder, 'incomplete')
  await writeTinyVoice(incomplete, ['hello'])
  await unlink(join(incomplete, 'tokens.txt'))
  await assert.rejects(findSynthesizerConfig(incomplete), {
    code: 'config',
    message: /looks like vits but lacks tokens\.txt/,
  })
})

test('voices are spread over the speakers of a model', () => {
  assert.equal(speakerFor('speaker-2', 4), 2)
  assert.equal(speakerFor('speaker-9', 4), 0)
  assert.equal(speakerFor('marin', 1), 0)
  assert.notEqual(speakerFor('marin', 50), speakerFor('cedar', 50))
  assert.equal(speakerFor('nobody', 50), 0)
})
