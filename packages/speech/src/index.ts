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
export { openSpeech } from './open-speech.js'
export type { LocalSpeechEngines, SpeechOptions } from './open-speech.js'
export { createResampler, loadResampler, resample } from './resampling/resampler.js'
export type { Resampler, ResamplerFactory } from './resampling/resampler.js'
