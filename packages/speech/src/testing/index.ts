/** Fakes and acceptance suites for the speech ports. For tests only; the suites need `node:test`. */
export { createEnergyVoiceActivity } from './energy-voice-activity.js'
export type { EnergyVoiceActivityOptions } from './energy-voice-activity.js'
export { createScriptedRecognizer } from './scripted-recognizer.js'
export type { RecognizerScript } from './scripted-recognizer.js'
export { createToneSynthesizer } from './tone-synthesizer.js'
export type { ToneSynthesizerOptions } from './tone-synthesizer.js'
export { createFakeSpeech } from './fake-speech.js'
export type { FakeSpeechOptions } from './fake-speech.js'
