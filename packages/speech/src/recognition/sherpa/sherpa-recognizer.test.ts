import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { describeRecognizerEngine } from '../../testing/index.js'
import { writeTinyStreamingRecognizer, writeTinyWholeRecognizer } from '../../testing/tiny-models.js'
import { findRecognizerConfig } from './recognizer-config.js'
import { createSherpaRecognizer } from './sherpa-recognizer.js'

let folder = ''
const streaming = (): string => join(folder, 'streaming', 'tiny-nemo-ctc')
const whole = (): string => join(folder, 'whole')
/** Half a second of noise in the middle of each second. */
const bursts = (count: number): Int16Array =>
  Int16Array.from({ length: 16_000 * count }, (_, index) => {
    const isLoud = index % 16_000 > 4000 && index % 16_000 < 12_000
    return isLoud ? ((index * 7919 + index * index * 31) % 16_001) - 8000 : 0
  })

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-models-'))
  await writeTinyStreamingRecognizer(streaming())
  await writeTinyWholeRecognizer(whole())
})
after(() => rm(folder, { recursive: true, force: true }))

const recognizer = (modelsFolder: string) => createSherpaRecognizer({ modelsFolder })

describeRecognizerEngine('sherpa, streaming model', () => recognizer(join(folder, 'streaming')), {
  expectedText: 'hello hello hello hello',
})
describeRecognizerEngine('sherpa, whole-utterance model', () => recognizer(whole()), {
  expectedText: 'hello hello hello',
  hasPartials: false,
})

test('a streaming model writes while audio comes in', { timeout: 60_000 }, async () => {
  const engine = recognizer(streaming())
  const partials: string[] = []
  const stream = engine.open({ onPartial: (text) => partials.push(text) })
  stream.push(bursts(3))
  assert.equal((await stream.finish()).text, 'hello hello hello')
  assert.ok(partials.includes('hello'))
  await engine.close()
})

test('a folder without a model names what the nearest kind lacks and where models are', async () => {
  const incomplete = join(folder, 'incomplete')
  await mkdir(incomplete)
  await writeFile(join(incomplete, 'encoder.onnx'), Uint8Array.of(8, 8))
  await writeFile(join(incomplete, 'decoder.onnx'), Uint8Array.of(8, 8))
  await writeFile(join(incomplete, 'joiner.onnx'), Uint8Array.of(8, 8))
  await assert.rejects(findRecognizerConfig(incomplete), {
    code: 'config',
    message: /looks like transducer but lacks tokens\.txt.*github\.com\/k2-fsa\/sherpa-onnx\/releases/s,
  })
})

test('an empty file and a file that is no model are named before anything loads them', async () => {
  const broken = join(folder, 'broken')
  await mkdir(broken)
  await copyFile(join(whole(), 'tokens.txt'), join(broken, 'tokens.txt'))
  await writeFile(join(broken, 'model.onnx'), '')
  await assert.rejects(findRecognizerConfig(broken), { code: 'config', message: /model\.onnx is empty/ })
  await writeFile(join(broken, 'model.onnx'), '<html>not found</html>')
  await assert.rejects(findRecognizerConfig(broken), { code: 'config', message: /model\.onnx is not an ONNX model/ })
})

test('a model that aborts its process becomes an error, at most a few times', { timeout: 60_000 }, async () => {
  const aborting = join(folder, 'aborting')
  await mkdir(aborting)
  await copyFile(join(whole(), 'tokens.txt'), join(aborting, 'tokens.txt'))
  await writeFile(join(aborting, 'model.onnx'), Uint8Array.of(8, 8, 255, 255, 255, 1, 2, 3))
  const engine = recognizer(aborting)
  for (let attempt = 1; attempt <= 3; attempt++) {
    await assert.rejects(engine.warmUp(), { code: 'unavailable', message: /sherpa recognizer stopped/ })
  }
  await assert.rejects(engine.warmUp(), { code: 'unavailable', message: /failed 3 times in a row/ })
  const stream = engine.open()
  stream.push(bursts(1))
  await assert.rejects(stream.finish(), { code: 'unavailable' })
  await engine.close()
})

test('a models folder that is not there says so', { timeout: 60_000 }, async () => {
  const engine = recognizer(join(folder, 'nowhere'))
  await assert.rejects(engine.warmUp(), { code: 'config', message: /nowhere cannot be read/ })
  await engine.close()
})
