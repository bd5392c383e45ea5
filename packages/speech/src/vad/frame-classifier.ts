/** Tells speech from other sound in one stream, frame by frame. Lives inside the voice activity worker. */
export interface FrameClassifier {
  /** `frame` holds exactly the model's frame length at 16 kHz and may be reused after the call. */
  isSpeech(frame: Int16Array): boolean
  /** Gives back what it borrowed. */
  close(): void
}

/** One kind of detector: its frame length and how to open a stream. */
export interface FrameModel {
  readonly frameSamples: number
  /** Loads what it needs; rejects with a `ParleyError` (`unavailable`). Called before the first `open`. */
  load(): Promise<void>
  open(threshold: number): FrameClassifier
}
