import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { describeSpeech, openSpeech, resample } from './index.js'
import { readRecording } from './quality/wav-file.js'
import { writeTinyStreamingRecognizer, writeTinyVoice } from './testing/tiny-models.js'

let models = ''
before(async () => {
  models = await mkdtemp(join(tmpdir(), 'parley-speech-'))
  await writeTinyStreamingRecognizer(join(models, 'ears'))
  await writeTinyVoice(join(models, 'voice'), ['hello'])
})
after(() => rm(models, { recursive: true, force: true }))

test('without options the engines that need nothing are picked', async () => {
  const speech = await openSpeech()
  assert.match(speech.voiceActivity.name, /^(silero|fvad)$/)
  assert.equal(speech.recognizer.name, 'soundswallower')
  assert.equal(speech.synthesizer.name, 'flite')
  await speech.close()
})

test('a models folder brings sherpa for what it holds', async () => {
  const speech = await openSpeech({ modelsDir: models })
  assert.equal(speech.recognizer.name, 'sherpa')
  assert.equal(speech.synthesizer.name, 'sherpa')
  await speech.close()
  const onlyVoice = await openSpeech({ modelsDir: join(models, 'voice') })
  assert.equal(onlyVoice.recognizer.name, 'soundswallower')
  assert.equal(onlyVoice.synthesizer.name, 'sherpa')
  await onlyVoice.close()
})

test('engines are picked by name', async () => {
  const speech = await openSpeech({
    modelsDir: models,
    recognizer: 'pocketsphinx',
    synthesizer: 'flite',
    voiceActivity: 'fvad',
  })
  assert.deepEqual(
    [speech.recognizer.name, speech.synthesizer.name, speech.voiceActivity.name],
    ['pocketsphinx', 'flite', 'fvad'],
  )
  await speech.close()
})

test('a folder without models, or none for an engine that needs one, is an error that says what to do', async () => {
  await assert.rejects(openSpeech({ modelsDir: tmpdir() + '/no-such-folder' }), {
    code: 'config',
    message: /cannot be read/,
  })
  await assert.rejects(openSpeech({ recognizer: 'sherpa' }), { code: 'config', message: /needs a folder with models/ })
})

test('the spoken request of the demo is understood word by word', { timeout: 60_000 }, async () => {
  const path = fileURLToPath(new URL('../fixtures/request-24k.wav', import.meta.url))
  const { samples, sampleRate } = await readRecording(path)
  const speech = await openSpeech()
  const stream = speech.recognizer.open()
  stream.push(await resample(samples, sampleRate, 16_000))
  const { text } = await stream.finish()
  assert.equal(text, 'list the files in this folder and tell me how many there are')
  await speech.close()
})

test('a process with open, idle engines ends by itself', { timeout: 60_000 }, () => {
  const program = `
    const { openSpeech } = await import(${JSON.stringify(new URL('./index.js', import.meta.url).href)})
    const speech = await openSpeech()
    await speech.warmUp()
    console.log('warm')`
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 50_000,
  })
  assert.equal(stdout.trim(), 'warm')
  assert.equal(status, 0)
})

test('the report names every engine, and what to do where one is missing', async () => {
  const reports = await describeSpeech({ modelsDir: join(models, 'voice') })
  assert.equal(reports.length, 8)
  const flite = reports.find(({ name }) => name === 'flite')
  assert.equal(flite?.isUsable, true)
  for (const report of reports) {
    if (!report.isUsable) assert.ok(report.reason !== '' && report.advice !== '', report.name)
  }
})
