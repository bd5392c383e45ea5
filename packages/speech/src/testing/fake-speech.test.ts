import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createEnergyVoiceActivity,
  createFakeSpeech,
  createScriptedRecognizer,
  createToneSynthesizer,
  describeRecognizerEngine,
  describeSynthesizerEngine,
  describeVoiceActivityEngine,
} from './index.js'

describeVoiceActivityEngine('energy', () => createEnergyVoiceActivity())
describeRecognizerEngine('scripted', () => createScriptedRecognizer(Array<string>(20).fill('what is the status')))
describeSynthesizerEngine('tone', () => createToneSynthesizer())

test('a scripted recognizer with a function answers from the audio', async () => {
  const recognizer = createScriptedRecognizer((samples) => `${samples.length} samples`)
  const stream = recognizer.open()
  stream.push(new Int16Array(30))
  stream.push(new Int16Array(12))
  assert.equal((await stream.finish()).text, '42 samples')
})

test('fake speech understands nothing unless told what', async () => {
  const speech = createFakeSpeech()
  assert.equal((await speech.recognizer.open().finish()).text, '')
  await speech.close()
})
