/**
 * Prints how well and how fast recognizers understand, as a table: `node dist/quality/measure-recognition.js`.
 * Arguments: names of recognizers (default: all that work here without a models folder). `--verbose` prints every text.
 */
import { performance } from 'node:perf_hooks'
import { openSpeech } from '../open-speech.js'
import type { LocalSpeechEngines } from '../open-speech.js'
import { ENGINE_SAMPLE_RATE } from '../ports.js'
import type { RecognizerEngine } from '../ports.js'
import { espeakSet, findHumanRecordings, humanSets, synthesizedSet } from './measured-sets.js'
import type { MeasuredSet } from './measured-sets.js'
import { countWordErrors } from './word-errors.js'

const CHUNK_SAMPLES = 1600
const isVerbose = process.argv.includes('--verbose')
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

const print = (line: string): void => void process.stdout.write(`${line}\n`)

async function collectSets(engines: LocalSpeechEngines): Promise<MeasuredSet[]> {
  const folder = findHumanRecordings()
  if (folder === undefined) print('Without recordings of people: install the Debian package pocketsphinx-testdata.')
  const human = folder === undefined ? [] : await humanSets(folder)
  const voices = ['rms', 'awb', 'slt', 'kal16'].map((voice) => synthesizedSet(engines.synthesizer, voice))
  const espeak = [await espeakSet('en-us')]
  return [...human, ...(await Promise.all(voices)), ...espeak.filter((set) => set !== undefined)]
}

async function measureSet(recognizer: RecognizerEngine, set: MeasuredSet): Promise<readonly number[]> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  let [errors, words, sampleCount] = [0, 0, 0]
  for (const { text, samples } of set.recordings) {
    const stream = recognizer.open({ onPartial: () => {} })
    for (let position = 0; position < samples.length; position += CHUNK_SAMPLES) {
      stream.push(samples.subarray(position, position + CHUNK_SAMPLES))
    }
    const decoded = (await stream.finish()).text
    const result = countWordErrors(text, decoded)
    if (isVerbose && result.errors > 0) print(`    said "${text}", understood "${decoded}"`)
    errors += result.errors
    words += result.words
    sampleCount += samples.length
  }
  const used = process.cpuUsage(before)
  const seconds = sampleCount / ENGINE_SAMPLE_RATE
  const cpuMs = (used.user + used.system) / 1000 / seconds
  const row = [recognizer.name, set.name, String(words), `${((100 * errors) / words).toFixed(1)} %`]
  const wallMs = (performance.now() - startedAt) / seconds
  print(`| ${[...row, cpuMs.toFixed(0), wallMs.toFixed(0)].join(' | ')} |`)
  return [errors, words]
}

async function measure(name: string): Promise<void> {
  const engines = await openSpeech({ recognizer: name === 'pocketsphinx' ? 'pocketsphinx' : 'soundswallower' })
  try {
    const sets = await collectSets(engines)
    await engines.recognizer.warmUp()
    let [errors, words] = [0, 0]
    for (const set of sets) {
      const [setErrors = 0, setWords = 0] = await measureSet(engines.recognizer, set)
      if (!set.name.startsWith('requests')) continue
      errors += setErrors
      words += setWords
    }
    print(`| ${name} | all requests | ${words} | ${((100 * errors) / words).toFixed(1)} % | | |`)
  } catch (error) {
    print(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    await engines.close()
  }
}

print('| recognizer | set | words | word errors | CPU ms per audio s | wall ms per audio s |')
print('| --- | --- | --- | --- | --- | --- |')
for (const name of names.length > 0 ? names : ['soundswallower', 'pocketsphinx']) await measure(name)
