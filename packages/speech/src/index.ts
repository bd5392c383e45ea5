export { ENGINE_SAMPLE_RATE } from './ports.js'
export type {
  RecognitionOptions,
  RecognitionResult,
  RecognitionStream,
  RecognizerEngine,
  SpeechChunk,
  SpeechEngines,
  SynthesisOptions,
  SynthesizerEngine,
  VoiceActivityEngine,
  VoiceActivityFrame,
  VoiceActivityListener,
  VoiceActivityOptions,
  VoiceActivityStream,
} from './ports.js'
export type { Warmable } from './ports.js'
export { openSpeech, RECOGNIZER_NAMES, SYNTHESIZER_NAMES, VOICE_ACTIVITY_NAMES } from './open-speech.js'
export type {
  LocalSpeechEngines,
  RecognizerName,
  SpeechOptions,
  SynthesizerName,
  VoiceActivityName,
} from './open-speech.js'
export { describeSpeech } from './describe-speech.js'
export type { EngineReport } from './describe-speech.js'
export type { Pronunciation } from './recognition/domain/pronunciations.js'
export { splitIntoSentences } from './synthesis/sentences.js'
export type { SentenceOptions } from './synthesis/sentences.js'
export { REALTIME_VOICES } from './synthesis/realtime-voices.js'
export { createResampler, loadResampler, resample } from './resampling/resampler.js'
export type { Resampler, ResamplerFactory } from './resampling/resampler.js'
