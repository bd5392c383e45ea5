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
