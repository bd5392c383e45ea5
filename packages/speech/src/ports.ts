/**
 * The three ports of speech inference. Every engine is one folder that implements one of them; an acceptance suite
 * in `testing/` says what an implementation must keep.
 *
 * All samples are 16-bit mono. Inference always runs off the event loop (worker thread or child process): no method
 * here blocks, `push` returns at once and results arrive later.
 */

/** Sample rate, in Hz, that every recognizer and voice activity detector takes. */
export const ENGINE_SAMPLE_RATE = 16_000

/** One decided stretch of audio. Frames of one stream are contiguous, in order and never overlap. */
export interface VoiceActivityFrame {
  /** Position of the first sample, counted from the start of the stream, at 16 kHz. */
  readonly startSample: number
  readonly sampleCount: number
  readonly isSpeech: boolean
}

export interface VoiceActivityListener {
  readonly onFrame: (frame: VoiceActivityFrame) => void
  /** The stream is dead after this; `close` it. */
  readonly onError: (error: Error) => void
}

export interface VoiceActivityOptions {
  /** 0 to 1; higher asks for louder, clearer speech. Default 0.5. Engines without such a scale map it as they can. */
  readonly threshold?: number
}

/** Detection on one stream of audio, for example one session's input. */
export interface VoiceActivityStream {
  /** Samples at 16 kHz, any length. The array may be reused by the caller after the call. Never waits. */
  push(samples: Int16Array): void
  /** Idempotent. No callback fires after it resolves. */
  close(): Promise<void>
}

export interface VoiceActivityEngine {
  readonly name: string
  open(listener: VoiceActivityListener, options?: VoiceActivityOptions): VoiceActivityStream
  /** Ends workers. Idempotent. */
  close(): Promise<void>
}

export interface RecognitionOptions {
  /** Text decoded so far; each call replaces the one before. Engines that know no partials never call it. */
  readonly onPartial?: (text: string) => void
  /** Words or phrases that are likely here (tool names, the user's vocabulary); a hint. */
  readonly phrases?: readonly string[]
  /** BCP 47 tag, a hint. */
  readonly language?: string
}

export interface RecognitionResult {
  /** Empty when nothing was understood. */
  readonly text: string
  /** Length of the audio that was decoded, in ms. */
  readonly audioMs: number
}

/**
 * One utterance. Audio is kept until a decoder is free, so an open stream may wait behind others but loses nothing.
 * Finish or cancel every stream.
 */
export interface RecognitionStream {
  /** Samples at 16 kHz, any length. The array may be reused by the caller after the call. Never waits. */
  push(samples: Int16Array): void
  /** Call once after the last `push`. Rejects with a `ParleyError` when the engine failed or the stream was cancelled. */
  finish(): Promise<RecognitionResult>
  /** Idempotent; a pending `finish` rejects with code `aborted`. */
  cancel(): void
}

export interface RecognizerEngine {
  readonly name: string
  open(options?: RecognitionOptions): RecognitionStream
  close(): Promise<void>
}

export interface SynthesisOptions {
  /** Name of a voice of a realtime dialect (`marin`, `cove`, …) or of the engine itself; unknown names get the default. */
  readonly voice?: string
  /** 0.25 to 1.5, 1 is normal. */
  readonly speed?: number
  /** Of the samples handed out, in Hz. Default 24000. */
  readonly sampleRate?: number
  readonly signal?: AbortSignal
}

/** Speech for one sentence (or clause, where a sentence is long). */
export interface SpeechChunk {
  /** The part of the input that these samples say. Joined, the texts of all chunks give the input up to white space. */
  readonly text: string
  readonly samples: Int16Array
}

export interface SynthesizerEngine {
  readonly name: string
  /** The engine's own voice names. */
  readonly voices: readonly string[]
  /** Chunks in order, the first as soon as it is ready. Ends early, without an error, once `signal` aborts. */
  synthesize(text: string, options?: SynthesisOptions): AsyncIterable<SpeechChunk>
  close(): Promise<void>
}

/** An engine that loads on first use can be told to load before. */
export interface Warmable {
  /** Resolves when the engine is ready. Rejects with a `ParleyError`, `unavailable` when it cannot be used on this machine. */
  warmUp(): Promise<void>
}

/** What the embedded server needs. Owned by whoever opened it: `close` ends all three. */
export interface SpeechEngines {
  readonly voiceActivity: VoiceActivityEngine
  readonly recognizer: RecognizerEngine
  readonly synthesizer: SynthesizerEngine
  close(): Promise<void>
}
